import { ebpfOnce } from './ebpf-once.ts';
import { ebpfTargets } from './ebpf-targets.ts';
import { insecureSkipVerify } from './insecure-skip-verify.ts';
import { kubernetesRole } from './kubernetes-role.ts';
import { nodeLocal } from './node-local.ts';
import { pipelineEnds } from './pipeline-ends.ts';
import { plainSecret } from './plain-secret.ts';
import type { RolloutRule } from './rule.ts';
import { rumPrivacy } from './rum-privacy.ts';
import { sampleRate } from './sample-rate.ts';
import { serviceName } from './service-name.ts';
import { writeEndpoint } from './write-endpoint.ts';
import { writeUrl } from './write-url.ts';
import { writeUrlDoubtful } from './write-url-doubtful.ts';

/** What Alloy itself would never say. They run in this order. */
export const rolloutRules: readonly RolloutRule[] = [
  pipelineEnds,
  writeEndpoint,
  writeUrl,
  writeUrlDoubtful,
  kubernetesRole,
  ebpfTargets,
  nodeLocal,
  serviceName,
  sampleRate,
  ebpfOnce,
  plainSecret,
  insecureSkipVerify,
  rumPrivacy,
];
