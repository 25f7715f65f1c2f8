// What sanitizers must not report, by name and with the reason; linked into every executable of a sanitizer's build.

// NOLINTBEGIN(bugprone-reserved-identifier): the sanitizers' own names
extern "C" const char* __lsan_default_suppressions() {
  // libpqxx 6.4 forgets a result when the connection breaks in the middle of it: some 2 kB for each connection that is
  // lost. By the library's own name too: mostly the stack ends in it, before the function has one.
  return "leak:pqxx::connection_base::exec_params\n"
         "leak:libpqxx\n";
}

extern "C" const char* __tsan_default_suppressions() {
  // libcaf 0.17.6 is not instrumented: what it orders by reference counts and by its own locks looks like races.
  return "race:caf::intrusive_ptr_release\n"
         "race:std::_Hashtable<caf::group\n"
         "race:caf::monitorable_actor::cleanup\n"
         "race:caf::scoped_actor\n";
}
// NOLINTEND(bugprone-reserved-identifier)
