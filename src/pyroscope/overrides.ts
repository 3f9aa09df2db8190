import { excerpt } from '../base/display.ts';
import { findings } from '../base/findings.ts';
import type { JudgedText } from '../base/judged-text.ts';
import type { Located } from '../base/located.ts';
import { tenantFault } from '../base/tenant.ts';
import type { SourceText } from '../base/text.ts';
import { entryOf } from '../base/yaml-documents.ts';
import { overridesShapeOf } from './decode/shape.ts';
import { emptyTenant } from './overrides-text.ts';
import { readText } from './read.ts';
import { diagnosticOf } from './rule.ts';
import { tenantId } from './rules/tenant-id.ts';
import type { PyroscopeVersion } from './version.ts';
import { viewOf } from './view.ts';

export interface OverridesSummary {
  readonly tenants: readonly Located<string>[];
}

/**
 * What a server would refuse of a file that runtime_config.file names: one key `overrides`, tenants below it, and for
 * each what `limits` may hold. It is decoded as strictly as the configuration; variables in it are never replaced.
 */
export async function checkOverrides(
  source: SourceText,
  { version, limit = 100 }: { readonly version: PyroscopeVersion; readonly limit?: number },
): Promise<JudgedText<OverridesSummary>> {
  const found = findings([source.path], limit, 'pyroscope.more-findings');
  const { root, diagnostics, locate, isUnknown } = await readText(source, { isExpanded: false });
  for (const diagnostic of diagnostics) found.add(diagnostic);
  if (root === undefined || root === 'none') return { diagnostics: found.all(), notLookedInto: [], summary: undefined };
  const shape = await overridesShapeOf({ root, view: viewOf(version.minor), version, locate, isUnknown });
  for (const diagnostic of shape.diagnostics) found.add(diagnostic);
  const overrides = entryOf(root, 'overrides')?.value;
  const tenants = overrides?.kind === 'map' ? overrides.entries : [];
  for (const { key, keySpan, value } of tenants) {
    const fault = tenantFault(key);
    const at = locate(keySpan);
    const place = `overrides.${key}`;
    if (fault)
      found.add(diagnosticOf(tenantId, at, { message: `"${excerpt(key, 60)}" is no tenant: ${fault}`, place }));
    if (value.kind === 'text' && value.style === 'plain' && value.text === '')
      found.add(diagnosticOf(emptyTenant, at, { message: `The tenant "${excerpt(key, 60)}" has no limits`, place }));
  }
  return {
    diagnostics: found.all(),
    notLookedInto: [],
    summary: { tenants: tenants.map(({ key, keySpan }) => ({ value: key, ...locate(keySpan) })) },
  };
}
