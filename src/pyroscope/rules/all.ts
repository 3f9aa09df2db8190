import type { RuleText } from '../../base/rule-text.ts';
import { argumentRules } from '../arguments/texts.ts';
import { changeRules } from '../changes.ts';
import { shapeRules } from '../decode/texts.ts';
import { expansionRules } from '../expand/texts.ts';
import { emptyTenant } from '../overrides-text.ts';
import type { PyroscopeRule } from '../rule.ts';
import { addresses } from './addresses.ts';
import { adminServer } from './admin-server.ts';
import { allowedValues } from './allowed-values.ts';
import { analytics } from './analytics.ts';
import { azure } from './azure.ts';
import { bucket } from './bucket.ts';
import { compactorRanges } from './compactor-ranges.ts';
import { filesystemDir } from './filesystem-dir.ts';
import { grpcPort } from './grpc-port.ts';
import { metricsExporter } from './metrics-exporter.ts';
import { numberBounds } from './number-bounds.ts';
import { overridesExporterWait } from './overrides-exporter-wait.ts';
import { partialBlockDelay } from './partial-block-delay.ts';
import { recordingRule } from './recording-rule.ts';
import { relabelRule } from './relabel-rule.ts';
import { retention } from './retention.ts';
import { s3 } from './s3.ts';
import { selfProfilingTenant } from './self-profiling-tenant.ts';
import { storageBackend } from './storage-backend.ts';
import { storagePrefix } from './storage-prefix.ts';
import { target } from './target.ts';
import { tenantId } from './tenant-id.ts';
import { uncheckedWord } from './unchecked-word.ts';
import { usageGroups } from './usage-groups.ts';
import { v1Only } from './v1-only.ts';
import { writePath } from './write-path.ts';

/** What the server checks behind its decoder, or would better check. They run in this order. */
export const serverRules: readonly PyroscopeRule[] = [
  target,
  writePath,
  storageBackend,
  allowedValues,
  numberBounds,
  overridesExporterWait,
  compactorRanges,
  storagePrefix,
  s3,
  bucket,
  azure,
  filesystemDir,
  addresses,
  metricsExporter,
  relabelRule,
  recordingRule,
  usageGroups,
  tenantId,
  selfProfilingTenant,
  retention,
  partialBlockDelay,
  adminServer,
  grpcPort,
  v1Only,
  uncheckedWord,
  analytics,
];

/** Every rule of this folder. */
export const pyroscopeRules: readonly RuleText[] = [
  ...shapeRules,
  ...expansionRules,
  ...argumentRules,
  ...serverRules,
  emptyTenant,
  ...changeRules,
];
