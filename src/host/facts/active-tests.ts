/**
 * The system calls that the active test makes, one a line, for either interpreter: a name and numbers of the kernel's
 * interface (include/uapi/linux/bpf.h, perf_event.h).
 *
 * - map.NAME TYPE KEY_SIZE VALUE_SIZE ENTRIES [FLAGS]: BPF_MAP_CREATE; type 13 holds the first map
 * - prog.NAME TYPE: BPF_PROG_LOAD of a program that returns 0
 * - helper.NAME TYPE NUMBER: the same, calling a helper first
 * - perf.NAME TYPE CONFIG FLAGS RATE PID CPU: perf_event_open. Flags: 1 disabled, 32 without the kernel, 1024 rate is in Hz,
 *   1 << 29 reports kernel symbols
 *
 * Beside these: perf.set_bpf, the first program set on the first event; rlimit.memlock_infinity; clock.kernel_sync.
 * What the profiler needs: open-telemetry/opentelemetry-ebpf-profiler@b442421, tracer/.
 */
export const activeTests = [
  'map.array 2 4 8 1',
  'map.hash 1 4 8 8',
  'map.prog_array 3 4 4 2',
  'map.perf_event_array 4 4 4 16',
  'map.percpu_array 6 4 8 1',
  'map.lru_hash 9 8 8 8',
  'map.lpm_trie 11 8 8 8 1',
  'map.ringbuf 27 0 0 65536',
  'map.hash_of_maps 13 8 4 4 0',
  'prog.perf_event 7',
  'prog.socket_filter 1',
  'prog.kprobe 2',
  'prog.tracepoint 5',
  'prog.raw_tracepoint 17',
  'helper.probe_read_kernel 17 113',
  'helper.probe_read_user 7 112',
  'helper.get_stack 7 67',
  'helper.tail_call 7 12',
  'helper.perf_event_output 7 25',
  'helper.ringbuf_output 7 130',
  'helper.get_current_task 7 35',
  'helper.get_current_task_btf 7 158',
  'helper.find_vma 7 180',
  'perf.cpu_clock.all_cpu0 1 0 1025 19 -1 0',
  'perf.cpu_clock.all_cpu0.user_only 1 0 1057 19 -1 0',
  'perf.cpu_clock.self 1 0 1025 19 0 -1',
  'perf.cpu_clock.self.user_only 1 0 1057 19 0 -1',
  'perf.hw_cycles.all_cpu0 0 0 1025 19 -1 0',
  'perf.dummy_ksymbol.cpu0 1 9 536870913 0 -1 0',
] as const;
