/** A type of Alloy's configuration language. */
export type Type =
  | { readonly kind: 'string' | 'int' | 'number' | 'bool' | 'duration' | 'secret' | 'optional_secret' | 'any' }
  | { readonly kind: 'list' | 'map'; readonly of: Type }
  /** An object literal with the arguments of a definition. */
  | { readonly kind: 'object'; readonly definition: string }
  /** A value of Go that only a component makes. */
  | { readonly kind: 'capsule'; readonly name: string };

const simple = ['string', 'int', 'number', 'bool', 'duration', 'secret', 'optional_secret', 'any'] as const;
const interned = new Map<string, Type>(simple.map((kind) => [kind, { kind }]));

/** Reads `list(capsule(loki.LogsReceiver))`; equal texts give the same object. Throws when the catalogue has a type that is none. */
export function parseType(text: string): Type {
  const known = interned.get(text);
  if (known) return known;
  const type = readType(text);
  interned.set(text, type);
  return type;
}

function readType(text: string): Type {
  const [, kind, inner] = /^(list|map|object|capsule)\((.+)\)$/.exec(text) ?? [];
  if (inner === undefined) throw new Error(`"${text}" is no type`);
  if (kind === 'list' || kind === 'map') return { kind, of: parseType(inner) };
  return kind === 'object' ? { kind, definition: inner } : { kind: 'capsule', name: inner };
}

/** The type in words that a person finds in Alloy's reference. */
export function typeText(type: Type, capsuleName: (name: string) => string): string {
  switch (type.kind) {
    case 'list':
      return `list(${typeText(type.of, capsuleName)})`;
    case 'map':
      return `map(${typeText(type.of, capsuleName)})`;
    case 'capsule':
      return capsuleName(type.name);
    case 'object':
      return 'object';
    case 'optional_secret':
      return 'string or secret';
    default:
      return type.kind;
  }
}
