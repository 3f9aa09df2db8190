import type { Argument } from '../catalogue/view.ts';
import type { Walk } from '../walk.ts';

/** Arguments whose text is in another language, by their names in Alloy's reference. */
const languages: readonly (readonly [RegExp, string])[] = [
  [/^(?:expression|firstline)$|(?:^|_)(?:regexp?|pattern)$/, 'regular expressions'],
  [/^selector$/, 'LogQL selectors'],
  [/^expressions$/, 'JMESPath expressions'],
  [/(?:^|_)template$/, 'Go templates'],
];
const ottl = 'OTTL statements and conditions';
const ottlArguments = /^(?:statements|conditions|span|spanevent|metric|datapoint|log|log_record|trace)$/;
const ottlComponents =
  /^otelcol\.(?:processor\.(?:transform|filter|tail_sampling)|connector\.(?:count|signaltometrics))$/;

const known = new WeakMap<Argument, string>();

/** Remembers that the text of an argument was not looked into. */
export function noteOpaque({ notLookedInto }: Walk, component: string, argument: Argument): void {
  let language = known.get(argument);
  if (language === undefined) {
    language = languageOf(component, argument);
    known.set(argument, language);
  }
  if (language !== '') notLookedInto.add(language);
}

function languageOf(component: string, { name, type }: Argument): string {
  const inner = type.kind === 'list' || type.kind === 'map' ? type.of : type;
  if (inner.kind !== 'string') return '';
  if (ottlComponents.test(component) && ottlArguments.test(name)) return ottl;
  return languages.find(([names]) => names.test(name))?.[1] ?? '';
}
