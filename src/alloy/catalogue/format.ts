/**
 * What schemas/alloy/catalogue.jsonl holds, line by line, as it is parsed. The marks say in which minor versions of Alloy
 * an element exists, relative to the versions of its parent: `since` is the first, `until` the last one, `versions` lists
 * them when they are not contiguous. `was` holds older values of the element's own keys; null means that the key was absent.
 */

interface Marks {
  readonly since?: string;
  readonly until?: string;
  readonly versions?: readonly string[];
  readonly was?: readonly Was[];
}

interface Was {
  /** First version with these values; the first of the element when it is absent. */
  readonly from?: string;
  readonly until: string;
  readonly [key: string]: unknown;
}

export interface RawArgument extends Marks {
  /** `string int number bool duration secret optional_secret any list(T) map(T) object(DEFINITION) capsule(GoType)`. */
  readonly type: string;
  readonly required?: boolean;
  /** A literal other than the zero value of the type. */
  readonly default?: unknown;
  /** The default is computed when Alloy runs. */
  readonly dynamicDefault?: boolean;
  /** Name of a list of words. */
  readonly values?: string;
  readonly ignoreCase?: boolean;
  /** The words are known, but Alloy takes others too. */
  readonly open?: boolean;
  /** Go type that parses the text. */
  readonly format?: string;
  /** Alloy reads and ignores it from this version on. */
  readonly noOp?: string;
  /** Alloy's reference calls it deprecated from this version on. */
  readonly deprecated?: string;
  readonly replacedBy?: string;
}

export interface RawBody extends Marks {
  /** The body is this definition; the other keys belong to the use. */
  readonly ref?: string;
  readonly args?: Readonly<Record<string, RawArgument>>;
  readonly blocks?: Readonly<Record<string, RawBlock>>;
  /** `stage`: blocks named `stage.KEY` for each block of the definition, each any number of times. */
  readonly enums?: Readonly<Record<string, { readonly ref: string }>>;
  /** Attributes of any name and of this type, and no blocks. */
  readonly freeform?: string;
  /** The body holds components, as that of `declare`. */
  readonly statements?: boolean;
}

export interface RawBlock extends RawBody {
  readonly label?: boolean;
  readonly required?: boolean;
  readonly repeatable?: boolean;
  readonly count?: number;
}

export type Stability = 'ga' | 'preview' | 'experimental' | 'community';

/** Something inside of a component that needs another stability level than the component. */
export interface Gate {
  /** Names of blocks and an argument: `listener/syslog_format`. */
  readonly path: string;
  readonly stability: Stability;
  /** Only this value of the argument needs it. */
  readonly value?: string;
  readonly since?: string;
  readonly until?: string;
}

export interface RawComponent extends RawBody {
  /** `ga` when absent. */
  readonly stability?: Stability;
  readonly exports?: Readonly<Record<string, RawArgument>>;
  /** Systems on which it works, as Go names them. */
  readonly os?: readonly string[];
  readonly argsDifferOn?: readonly string[];
  readonly gates?: readonly Gate[];
}

export interface RawConfigBlock extends RawBody {
  readonly stability?: Stability;
  readonly label: 'required' | 'none';
  readonly scope: 'root' | 'module' | 'any';
  readonly singleton?: boolean;
}

export interface RawCapsule {
  /** How the reference names it. */
  readonly docName: string;
  /** Types that are converted to it. */
  readonly from?: readonly string[];
  /** Types that it is converted to. */
  readonly to?: readonly string[];
}

export interface RawIdentifier extends Marks {
  readonly kind: 'namespace' | 'constant' | 'function';
  readonly stability?: Stability;
  readonly type?: string;
  readonly params?: readonly string[];
  readonly variadic?: boolean;
  readonly minArgs?: number;
  readonly maxArgs?: number;
  readonly returns?: string;
  /** The function looks at the types of its arguments itself: nothing is converted. */
  readonly rawTypes?: boolean;
  readonly canFail?: boolean;
  readonly deprecated?: boolean;
  readonly replacedBy?: string;
}

/** The first line. */
export interface Header {
  /** Minor version -> tag of grafana/alloy that it was read from, oldest first. */
  readonly versions: Readonly<Record<string, string>>;
  readonly source: string;
  /** Day on which the file was written. */
  readonly written: string;
}

/** The kinds of lines below the header: `KIND NAME JSON`. */
export type Kind = 'component' | 'config' | 'definition' | 'words' | 'capsule' | 'identifier';
