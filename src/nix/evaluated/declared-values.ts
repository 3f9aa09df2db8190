/** What a NixOS configuration declares in boot.kernel.sysctl. */

export interface DeclaredValues {
  /** Where they were read, in words: `flake ./nixos#ringtail`. */
  readonly from: string;
  readonly values: ReadonlyMap<string, number | string>;
  /** Files that define a key, where the evaluator told. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Keys of which the value could not be found, with the reason. */
  readonly unknown?: ReadonlyMap<string, string>;
  /** What may define any key and could not be read. */
  readonly unclear?: readonly string[];
  readonly specialisations: readonly string[];
  /** The specialisation that was read; undefined: the system itself. */
  readonly specialisation?: string;
}

/** As NixOS writes them into 60-nixos.conf (nixos/modules/config/sysctl.nix): true is 1, null leaves the line out. */
export function writtenValues(sysctl: Readonly<Record<string, unknown>>): Map<string, number | string> | string {
  const values = new Map<string, number | string>();
  for (const [key, value] of Object.entries(sysctl)) {
    if (value === null) continue;
    if (typeof value === 'boolean') values.set(key, Number(value));
    else if (typeof value === 'number' && Number.isInteger(value)) values.set(key, value);
    else if (typeof value === 'string') values.set(key, /^-?\d{1,15}$/.test(value) ? Number(value) : value);
    else return key;
  }
  return values;
}
