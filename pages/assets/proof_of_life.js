// Where a script does not run, for whatever reason, its page loads itself again. What makes it do that stands behind the script in
// the page: here it becomes a comment before the browser has read it, and cannot come back. A page's script is one file with all
// that it imports, so one that is blocked, cut off or beyond its browser gets none of this done.
document.write("<!--");
