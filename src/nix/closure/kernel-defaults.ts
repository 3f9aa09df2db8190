/**
 * What a stock kernel of nixpkgs starts with where nothing sets the key. Source: kernel/events/core.c,
 * kernel/bpf/syscall.c (BPF_UNPRIV_DEFAULT_OFF=y), net/core/filter.c and Documentation/admin-guide/sysctl/ of Linux 6.12.
 * kernel.yama.ptrace_scope and kernel.dmesg_restrict depend on options that nixpkgs has changed, so they are not here.
 */
export const kernelDefaults: ReadonlyMap<string, number> = new Map([
  ['kernel.kptr_restrict', 0],
  ['kernel.perf_event_paranoid', 2],
  ['kernel.unprivileged_bpf_disabled', 2],
  ['kernel.perf_event_max_sample_rate', 100_000],
  ['kernel.perf_event_mlock_kb', 516],
  ['kernel.perf_event_max_stack', 127],
  ['kernel.ftrace_enabled', 1],
  ['kernel.modules_disabled', 0],
  ['kernel.kexec_load_disabled', 0],
  ['net.core.bpf_jit_enable', 1],
  ['net.core.bpf_jit_harden', 0],
]);

/** Whether a kernel, by its path in the store, is one whose patches change these. */
export function hasOwnDefaults(kernel: string): boolean {
  return /hardened|zen|xanmod|lqx|rt\b|libre/.test(kernel);
}

/** What NixOS declares with mkDefault where a configuration says nothing: nixpkgs, nixos/modules/config/sysctl.nix. */
export const nixosDefaults: ReadonlyMap<string, number> = new Map([['kernel.kptr_restrict', 1]]);
