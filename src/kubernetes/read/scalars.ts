/** What a scalar of a manifest means: kubectl and kustomize read YAML 1.1, where `yes` and `on` are truth values. */
import type { YamlText } from '../../base/yaml-documents.ts';

export type Meaning =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nothing' };

const nothing = /^(?:~|null|Null|NULL|)$/;
const yes = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const integer = /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/;
const fraction = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/;
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Source: sigs.k8s.io/yaml, goyaml.v2/resolve.go. A scalar with quotes, in a block or behind `!!str` is text. */
export function meaningOf({ text, style, tag }: YamlText): Meaning {
  if (style !== 'plain' || tag === 'tag:yaml.org,2002:str') return { kind: 'text', value: text };
  if (nothing.test(text)) return { kind: 'nothing' };
  if (yes.test(text)) return { kind: 'boolean', value: true };
  if (no.test(text)) return { kind: 'boolean', value: false };
  if (integer.test(text)) return { kind: 'number', value: integerOf(text.replaceAll('_', '')) };
  if (fraction.test(text)) return { kind: 'number', value: Number(text.replaceAll('_', '')) };
  return special.test(text) ? { kind: 'number', value: Number.NaN } : { kind: 'text', value: text };
}

/** A leading zero means octal, as in `defaultMode: 0644`. */
function integerOf(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8);
  return sign * Number(digits);
}
