#include "crowd/program.hpp"

int main(int argc, char** argv) { return scrutin::crowd::run_program(argc, argv); }
