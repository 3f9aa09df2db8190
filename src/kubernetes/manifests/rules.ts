/** What is said of manifests and kustomizations before any object is judged: whether a cluster would get them at all. */
import { commonSources } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const missingFile: RuleText = {
  id: 'kubernetes.missing-file',
  severity: 'blocker',
  title: 'What a kustomization names is there, below its folder',
  why: 'kustomize fails for a file or folder that does not exist, and refuses a file outside of the folder, also through a link.',
  sources: [sources.kustomizeLoader],
};
export const kustomization: RuleText = {
  id: 'kubernetes.kustomization',
  severity: 'blocker',
  title: 'kustomize takes the kustomization',
  why: 'A field that there is not, an object that is there twice, a circle of bases or a generator without what it merges into ends the build.',
  sources: [sources.kustomizeTarget, sources.kustomizeTypes, sources.kustomizeResources],
};
export const patch: RuleText = {
  id: 'kubernetes.patch',
  severity: 'blocker',
  title: 'A patch has an object to change, and its operations succeed',
  why: 'kustomize fails for a strategic merge patch without an object of its name, and for an operation whose path is not there.',
  sources: [sources.kustomizePatches],
};
export const patchSelectsNothing: RuleText = {
  id: 'kubernetes.patch-selects-nothing',
  severity: 'warning',
  title: 'The target of a patch selects an object',
  why: 'kustomize says nothing of a target that selects none, and what the patch was for does not happen.',
  sources: [sources.kustomizePatches, 'kubernetes-sigs/kustomize, api/types/selector.go'],
};
export const patchLost: RuleText = {
  id: 'kubernetes.patch-lost',
  severity: 'warning',
  title: 'Elements that are merged by two keys have both',
  why: 'Where one element of a port has a protocol and the other has none, kustomize 5.5 leaves the one of the patch out without a word.',
  sources: ['kubernetes-sigs/kustomize, kyaml/yaml/walk/associative_sequence.go', 'seen with kustomize 5.5'],
};
export const configMapSize: RuleText = {
  id: 'kubernetes.config-map-size',
  severity: 'blocker',
  title: 'A ConfigMap holds at most 1 MiB',
  why: 'Kubernetes refuses a larger one, with the same limit as for a Secret.',
  sources: [commonSources.kubernetesConfigMaps, 'kubernetes/kubernetes, pkg/apis/core/types.go (MaxSecretSize)'],
};

export const manifestRules: readonly RuleText[] = [
  missingFile,
  kustomization,
  patch,
  patchSelectsNothing,
  patchLost,
  configMapSize,
];
