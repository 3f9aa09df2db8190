/** The facts of Pyroscope's configuration, as they are measured: one tree of keys over all versions. */
import type { DefaultValue, KeyType, RawCatalogue, RawFlag, RawKey } from '../../src/pyroscope/catalogue.ts';

export interface Facts {
  readonly meta: { readonly versions_checked: readonly string[] };
  readonly tree: Readonly<Record<string, FactsKey>>;
  readonly enums: Readonly<Record<string, FactsEnum>>;
  readonly validation_rules: readonly { readonly id: string }[];
  readonly flags_without_yaml: readonly {
    readonly flag: string;
    readonly type: string;
    readonly since: string;
    readonly until?: string;
  }[];
}

interface FactsEnum {
  readonly values?: readonly string[];
  readonly yaml_validated_at_decode?: boolean;
  readonly checked_when?: string;
}

interface FactsKey {
  readonly path: string;
  readonly kind: 'block' | 'field' | 'list' | 'map';
  readonly type?: string;
  readonly go_type: string;
  readonly since: string;
  readonly until?: string;
  readonly default?: DefaultValue;
  readonly default_history?: readonly { readonly from: string; readonly value: DefaultValue }[];
  readonly type_history?: readonly { readonly from: string; readonly value: string }[];
  readonly flag?: string;
  readonly secret?: boolean;
  readonly v1_storage_only?: boolean;
  readonly children?: Readonly<Record<string, FactsKey>>;
  readonly element?: Readonly<Record<string, FactsKey>>;
}

const types: Readonly<Record<string, KeyType>> = {
  'RFC3339 time': 'time',
  'auto | RFC3339 time': 'time or auto',
  'string: auto | RFC3339 time': 'time or auto',
  'list of string | string-csv': 'list of string or string-csv',
  'list of relabel_config': 'list of relabel-config',
  'list of recording_rule (JSON-shaped)': 'list of recording-rule',
  'map of string to string': 'map of string',
};

/** Not in a release yet. */
const unreleased = 'HEAD';

/** The catalogue that the facts make, without what no release has. */
export function catalogueOf(facts: Facts): RawCatalogue {
  const tags = facts.meta.versions_checked.filter((tag) => tag !== unreleased);
  const oldest = minorOf(tags[0] ?? '');
  const keys: Record<string, RawKey> = {};
  const add = (inside: Readonly<Record<string, FactsKey>> | undefined, prefix: string): void => {
    for (const [name, key] of Object.entries(inside ?? {})) {
      if (key.since === unreleased) continue;
      const path = `${prefix}${name}`;
      keys[path] = keyOf(key, oldest, facts.enums[path]);
      add(key.children, `${path}.`);
      add(key.element, `${path}.*.`);
    }
  };
  add(facts.tree, '');
  return {
    source: 'grafana/pyroscope, Go source and -help of these tags',
    versions: Object.fromEntries(tags.map((tag) => [minorOf(tag), tag])),
    checks: facts.validation_rules.map(({ id }) => id),
    flags: Object.fromEntries(
      facts.flags_without_yaml.map((flag) => [flag.flag.slice(1), flagOf(flag, oldest)] as const),
    ),
    keys,
  };
}

function keyOf(key: FactsKey, oldest: string, words: FactsEnum | undefined): RawKey {
  const history = key.default_history?.map(({ from, value }) => [minorOf(from), value] as const);
  const was = key.type_history?.map(({ from, value }) => [minorOf(from), typeOf(key, value)] as const);
  return {
    type: typeOf(key, key.type),
    ...(was ? { types: was } : {}),
    ...(key.default === undefined || hasNoDefault(key) ? {} : { default: key.default }),
    ...(history ? { defaults: history } : {}),
    ...lifetime(key, oldest),
    ...(key.flag === undefined ? {} : { flag: key.flag.slice(1) }),
    ...wordsOf(words),
    ...(key.secret ? { secret: true } : {}),
    ...(key.v1_storage_only ? { v1Only: true } : {}),
  };
}

/** An empty text stands for nothing where no text is wanted. */
function hasNoDefault(key: FactsKey): boolean {
  return key.default === '' && /^(?:int|uint|float|boolean|duration)/.test(key.type ?? '');
}

function wordsOf(words: FactsEnum | undefined): Pick<RawKey, 'words' | 'flagWords'> {
  if (!words?.values || words.checked_when !== undefined) return {};
  if (words.yaml_validated_at_decode === true && !words.values.some((word) => word.startsWith('<')))
    return { words: words.values };
  return words.yaml_validated_at_decode === false ? { flagWords: words.values } : {};
}

function typeOf(key: FactsKey, text: string | undefined): KeyType {
  if (key.kind === 'block') return 'block';
  if (key.kind === 'map' || key.kind === 'list') return `${key.kind} of block`;
  // They are written with units: dskit decodes them from text.
  if (key.go_type === 'flagext.Bytes') return 'bytes';
  if (key.go_type === 'int32') return 'int32';
  return types[text ?? ''] ?? (text as KeyType);
}

function flagOf({ type, ...rest }: Facts['flags_without_yaml'][number], oldest: string): RawFlag {
  return { type: type === 'duration' ? 'duration-go' : (type as RawFlag['type']), ...lifetime(rest, oldest) };
}

function lifetime(
  { since, until }: { readonly since: string; readonly until?: string },
  oldest: string,
): Pick<RawKey, 'since' | 'until'> {
  return {
    ...(minorOf(since) === oldest ? {} : { since: minorOf(since) }),
    ...(until === undefined ? {} : { until: minorOf(until) }),
  };
}

/** `v1.13.6` -> `1.13`. */
function minorOf(tag: string): string {
  return /^v(\d+\.\d+)\./.exec(tag)?.[1] ?? tag;
}
