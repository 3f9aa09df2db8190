/** What is wrong with a manifest before any rule looks at it. */
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Place } from '../../base/located.ts';
import { ourOwn } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { Guess } from '../guesses.ts';
import { sources } from '../sources.ts';

export interface Faults {
  /** Takes what reading finds. `path` is where in the object, independent of lines. */
  readonly report: (rule: RuleText, at: Place, path: string, text: FaultText) => void;
  readonly guess: Guess;
  /** Whether so many more values may be read: through aliases a small file can hold very many. */
  readonly spend: (values: number) => boolean;
}

export interface FaultText {
  readonly message: string;
  readonly hint?: string | undefined;
}

export const wrongType: RuleText = {
  id: 'kubernetes.wrong-type',
  severity: 'blocker',
  title: 'Every value is of the type that Kubernetes takes there',
  why: 'The API server refuses the object: a text is not converted to a number or a truth value, nor the reverse. YAML 1.1 also reads yes, no, on and off without quotes as truth values.',
  sources: [sources.openApi, 'kubernetes-sigs/yaml, goyaml.v2/resolve.go'],
};

export const misspelledField: RuleText = {
  id: 'kubernetes.misspelled-field',
  severity: 'blocker',
  title: 'Field names are spelled as Kubernetes spells them',
  why: 'kubectl refuses unknown fields since 1.25; whatever applies manifests without that check drops the field without a word. Names differ in case, too: hostPid is not hostPID.',
  sources: [sources.fieldValidation, sources.openApi],
};

export const unknownField: RuleText = {
  id: 'kubernetes.unknown-field',
  severity: 'warning',
  title: 'Kubernetes knows the fields that are written',
  why: 'A field that the API server does not know is refused, or dropped without a word. Fields up to Kubernetes 1.34 are known here.',
  sources: [sources.fieldValidation, sources.openApi],
};

export const repeatedField: RuleText = {
  id: 'kubernetes.repeated-field',
  severity: 'blocker',
  title: 'A field is written once',
  why: 'kubectl refuses a map that holds a key twice; other tools let the last one win.',
  sources: [sources.fieldValidation],
};

export const badValue: RuleText = {
  id: 'kubernetes.bad-value',
  severity: 'blocker',
  title: 'Names, quantities and words are such as Kubernetes takes',
  why: 'The API server validates them when the object is applied and refuses it, such as a storage request of 10GB or an unknown podManagementPolicy.',
  sources: [sources.validation, sources.workloadValidation, 'kubernetes/apimachinery, pkg/api/resource/quantity.go'],
};

export const missingField: RuleText = {
  id: 'kubernetes.missing-field',
  severity: 'blocker',
  title: 'What Kubernetes requires is written',
  why: 'The API server refuses an object without it: a container without a name, a volume mount without a path.',
  sources: [sources.openApi, sources.validation],
};

export const tooMuch: RuleText = {
  id: 'kubernetes.too-much',
  severity: 'blocker',
  title: 'The manifests are of a size that can be judged',
  why: 'Half a million values are read of one run, which is more than a cluster holds; with aliases of YAML a small file can stand for as many. What lies behind is not judged.',
  sources: [ourOwn('kubernetes-rules.md', 'input may be hostile, and what is read of it has a bound')],
};

export const readingRules: readonly RuleText[] = [
  wrongType,
  misspelledField,
  unknownField,
  repeatedField,
  badValue,
  missingField,
];

/** The finding, as data. */
export function faultOf(
  { id, severity }: RuleText,
  { file, span }: Place,
  path: string,
  { message, hint }: FaultText,
): Diagnostic {
  return { rule: id, severity, file, span, message, ...(hint === undefined ? {} : { hint }), place: path };
}
