import { capabilityNames } from './capability-names.ts';
import { discoveryAccess, discoveryAccessAssumed } from './discovery-access.ts';
import { gracePeriod } from './grace-period.ts';
import { hostPid, userNamespace } from './host-pid.ts';
import { runAsNonRoot, volumeOwner, workingDirectory } from './identity.ts';
import { floatingTag, tagPrefix } from './image-tag.ts';
import { lostData } from './lost-data.ts';
import { metastoreAccess } from './metastore-access.ts';
import { nodeName, nodeNameAssumed } from './node-name.ts';
import { apiVersion, repeatedObject } from './objects.ts';
import { repeatedName, repeatedVariable, selectorMismatch, unknownVolume } from './pod-names.ts';
import { privilegeEscalation } from './privilege-escalation.ts';
import { execWithoutShell, livenessRestarts, probeTooEarly } from './probe-life.ts';
import { probeAddress, probeEndpoint, probePort } from './probe-target.ts';
import { podSecurity, profilerKind, profilerTolerations } from './profiler-placement.ts';
import { capabilityCeiling, profilerPrivileges } from './profiler-privileges.ts';
import { profilerRoot } from './profiler-root.ts';
import { missingReference, misspelledReference, unknownKey } from './references.ts';
import { orderedStart, separateMetastores, separateStorage } from './replicas.ts';
import type { KubernetesRule } from './rule.ts';
import { headlessService, memberlistService, selectsNothing, targetPort, undeclaredPort } from './services.ts';
import { staleConfiguration } from './stale-configuration.ts';
import { bpffs, tracefs, tracefsLeft } from './tracefs.ts';
import { unwritablePath } from './unwritable-path.ts';

/** What is wrong with a rollout although each field is one that Kubernetes has. They run in this order. */
export const kubernetesRules: readonly KubernetesRule[] = [
  // Objects and what they name.
  apiVersion,
  repeatedObject,
  selectorMismatch,
  repeatedName,
  repeatedVariable,
  unknownVolume,
  misspelledReference,
  missingReference,
  unknownKey,
  selectsNothing,
  targetPort,
  undeclaredPort,
  capabilityNames,
  privilegeEscalation,
  runAsNonRoot,
  probePort,
  // Alloy and Pyroscope alike.
  tagPrefix,
  floatingTag,
  probeEndpoint,
  livenessRestarts,
  unwritablePath,
  staleConfiguration,
  // The server.
  lostData,
  volumeOwner,
  workingDirectory,
  probeTooEarly,
  execWithoutShell,
  headlessService,
  memberlistService,
  orderedStart,
  separateMetastores,
  separateStorage,
  metastoreAccess,
  gracePeriod,
  // Agents, and those of them that profile.
  probeAddress,
  nodeName,
  nodeNameAssumed,
  discoveryAccess,
  discoveryAccessAssumed,
  hostPid,
  userNamespace,
  profilerPrivileges,
  capabilityCeiling,
  profilerRoot,
  tracefs,
  tracefsLeft,
  bpffs,
  profilerKind,
  profilerTolerations,
  podSecurity,
];
