/** The effective settings of a host as text, not expanded: each keyword in small letters, with its values in order. */
export type Settings = ReadonlyMap<string, readonly string[]>;

/** What the settings are asked for. */
export interface SettingsRequest {
  /** The host's name as given on the command line. */
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
  /** Absolute paths of the keys named on the command line, tried before those of the configuration. */
  readonly identities: readonly string[];
  /** The only configuration file to read, in place of the person's and the system's. */
  readonly sshConfig?: string;
}

/** The first value of a keyword, or undefined when it is not set. */
export function first(settings: Settings, keyword: string): string | undefined {
  return settings.get(keyword)?.[0];
}

/** Every value of a keyword but `none`, which says that there is none. */
export function all(settings: Settings, keyword: string): readonly string[] {
  return (settings.get(keyword) ?? []).filter((value) => value.toLowerCase() !== 'none');
}
