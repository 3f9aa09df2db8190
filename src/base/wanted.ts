/**
 * What the probe asks a host for, by name. The script is composed with these lists and the decoder expects them, so
 * that a name which a check needs is added here and nowhere else.
 */

/** Keys below /proc/sys that have an effect on a profiler, or on who may see what it sees. */
export const sysctls = [
  'kernel/kptr_restrict',
  'kernel/perf_event_paranoid',
  'kernel/unprivileged_bpf_disabled',
  'kernel/perf_event_max_sample_rate',
  'kernel/perf_event_mlock_kb',
  'kernel/perf_event_max_stack',
  'kernel/yama/ptrace_scope',
  'kernel/ftrace_enabled',
  'kernel/modules_disabled',
  'kernel/kexec_load_disabled',
  'kernel/dmesg_restrict',
  'net/core/bpf_jit_enable',
  'net/core/bpf_jit_harden',
] as const;

/** Tracepoints whose id the profiler reads from tracefs. */
export const events = [
  'sched/sched_process_free',
  'sched/sched_switch',
  'syscalls/sys_enter_bpf',
  'syscalls/sys_exit_prctl',
] as const;

/**
 * Kernel functions: those whose code the profiler reads (otel profiler tracer/), and those which are only there when an
 * option of the kernel is on: bpf_trace_run1 and the like prove BPF_EVENTS where there is no /proc/config.gz.
 */
export const symbols = [
  '_text',
  '_stext',
  '_etext',
  'copy_from_user_nofault',
  'nmi_uaccess_okay',
  'x86_fsbase_write_task',
  'finish_task_switch',
  '__x64_sys_bpf',
  '__arm64_sys_bpf',
  'do_nanosleep',
  'bpf_find_vma',
  'bpf_get_stackid',
  'trace_call_bpf',
  'bpf_trace_run1',
] as const;

/** Options of the kernel, without CONFIG_. */
export const configs = [
  'BPF_SYSCALL BPF_JIT BPF_JIT_ALWAYS_ON BPF_JIT_DEFAULT_ON BPF_UNPRIV_DEFAULT_OFF BPF_EVENTS BPF_LSM HAVE_EBPF_JIT',
  'PERF_EVENTS KALLSYMS KALLSYMS_ALL DEBUG_INFO_BTF DEBUG_INFO_BTF_MODULES',
  'TRACEPOINTS EVENT_TRACING FTRACE FTRACE_SYSCALLS FUNCTION_TRACER KPROBES KPROBE_EVENTS UPROBES UPROBE_EVENTS',
  'CHECKPOINT_RESTORE CROSS_MEMORY_ATTACH CGROUP_BPF USER_NS IKCONFIG_PROC MODULES MODULE_SIG',
  'SECURITY SECURITYFS SECURITY_LOCKDOWN_LSM SECURITY_LOCKDOWN_LSM_EARLY SECURITY_YAMA SECURITY_APPARMOR SECURITY_SELINUX',
  'LOCK_DOWN_KERNEL_FORCE_INTEGRITY LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY SECURITY_PERF_EVENTS_RESTRICT LSM',
  'RANDOMIZE_BASE PREEMPT_RT',
].flatMap((line) => line.split(' '));

/** Parameters of the kernel command line; every other one stays on the host. Of sysctl.*, those of the list above. */
export const parameters = ['lockdown', 'lsm', 'security', 'apparmor', 'selinux', 'debugfs', 'nokaslr'] as const;

export const filesystems = ['tracefs', 'debugfs', 'bpf', 'securityfs'] as const;

export const tools = ['awk', 'gzip', 'python3', 'perl', 'bpftool', 'setpriv', 'nix', 'k3s'] as const;
