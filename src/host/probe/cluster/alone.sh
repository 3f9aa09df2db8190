# The cluster alone, asked from the machine that preflight runs on, as the person who runs it: with their PATH and home.

cluster_alone() {
  exec 2>/dev/null
  LC_ALL=C
  export LC_ALL
  unset IFS CDPATH
  set -f
  printf '\n@begin %s 2\n' "$1"
  cluster
  printf '@end %s %s\n' "$1" "$count"
}
