import { type AlloyResult, checkAlloy } from '../../../src/alloy/check.ts';
import type { Settings } from '../../../src/alloy/settings.ts';
import { parseAlloyVersion } from '../../../src/alloy/version.ts';
import type { Diagnostic } from '../../../src/base/diagnostic.ts';
import { lineStarts, positionAt, type Span } from '../../../src/base/text.ts';

/** The rules about names, shapes, types and values. Others look at the same texts and are tested apart. */
const rules = new Set(
  `unknown-component unknown-block unknown-attribute missing-attribute missing-block duplicate-attribute duplicate-block
  duplicate-component label-required label-forbidden bad-label block-as-attribute attribute-as-block file-level-attribute
  misplaced-block stability community wrong-os deprecated no-op more-findings
  wrong-type bad-value bad-duration bad-number bad-operand unknown-key missing-key unknown-function argument-count
  secret-to-string exclusive strict-literal octal-number repeated-key verbatim-key sign-and-power integer-division
  never-equal number-cut`
    .split(/\s+/)
    .map((name) => `alloy.${name}`),
);

export interface Checked {
  readonly result: AlloyResult;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks one text and keeps what is said of its syntax, names, shapes, types and values. */
export async function check(
  text: string,
  settings: Partial<Settings & { limit: number }> = {},
  opaque: readonly Span[] = [],
): Promise<Checked> {
  const result = await checkAlloy([{ path: 'test.alloy', text, opaque }], {
    version: parseAlloyVersion('1.19'),
    stability: 'ga',
    community: false,
    os: 'linux',
    ...settings,
  });
  const diagnostics = result.diagnostics.filter(({ rule }) => rules.has(rule) || rule.startsWith('alloy.syntax'));
  return { result, diagnostics };
}

/** `LINE:COLUMN RULE` of each finding. */
export function lines(text: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const starts = lineStarts(text);
  return diagnostics.map(({ rule, span }) => {
    const { line, column } = positionAt(starts, span.start);
    return `${line}:${column} ${rule}`;
  });
}

/** The settings that a fixture asks for in its first lines: `// version 1.13.1`, `// stability experimental`. */
export function settingsOf(text: string): Partial<Settings> {
  const asked = (name: string): string | undefined => new RegExp(`^// ${name} (\\S+)$`, 'm').exec(text)?.[1];
  const stability = asked('stability');
  return {
    version: parseAlloyVersion(asked('version')),
    ...(stability === 'experimental' || stability === 'preview' ? { stability } : {}),
  };
}
