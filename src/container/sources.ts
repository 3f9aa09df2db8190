/** Where the rules are known from, one name for each text that several of them share. */
export const sources = {
  /** What refuses a pod that must not run as root. */
  kubelet: 'kubernetes/kubernetes, pkg/kubelet/kuberuntime/security_context.go',
  imageSpec: 'opencontainers/image-spec, config.md',
  dockerTools: 'nixpkgs, doc/build-helpers/images/dockertools.section.md',
} as const;
