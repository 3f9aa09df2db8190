# The active test runs beside everything else, as a child that writes to a pipe. It may hang: nothing waits for it
# longer than five seconds, and nothing reads the pipe before it has ended.

runner() {
  for RUNNER in python3 perl bpftool; do program "$RUNNER" && return; done
  RUNNER=
  return 1
}

active() {
  read -r pid rest </proc/self/stat
  printf '%s\n' "$pid"
  case $RUNNER in
    python3) exec python3 -I -S -c "$ACTIVE_PY" "$ACTIVE_TESTS" ;;
    perl) exec perl -e "$ACTIVE_PL" "$ACTIVE_TESTS" ;;
    bpftool) bpftool feature probe kernel | bpftool_lines ;;
  esac
}

# bpftool says "not available" for EINVAL and EOPNOTSUPP.
bpftool_lines() {
  while read -r ebpf kind name is verdict rest; do
    case $kind:$name in
      program_type:perf_event | program_type:kprobe | program_type:*tracepoint | program_type:socket_filter) name=prog.$name ;;
      map_type:*hash | map_type:*array | map_type:lpm_trie | map_type:ringbuf | map_type:hash_of_maps) name=map.$name ;;
      *) continue ;;
    esac
    case $verdict in available) echo "$name ok" ;; NOT) echo "$name EINVAL" ;; esac
  done
  echo end
}

active_results() { # on descriptor 3
  read -r pid <&3 || return
  waited=0
  while running "$pid"; do
    if [ $waited -ge 50 ]; then
      kill -9 "$pid"
      gap active unreadable "$RUNNER had not ended after 5 s"
      return
    fi
    waited=$((waited + 1))
    sleep 0.1 || { waited=$((waited + 9)); sleep 1; } || waited=50
  done
  fact active.runner "$RUNNER"
  text=
  while IFS= read -r text <&3 && [ "$text" != end ]; do member active "$text"; done
  [ "$text" = end ] || gap active unreadable "$RUNNER ended early"
}

running() { # PID: neither gone nor a zombie
  letter=Z
  read -r pid_ name letter rest <"/proc/$1/stat"
  [ "$letter" != Z ]
}
