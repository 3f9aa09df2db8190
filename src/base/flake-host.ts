/** A host of a flake in a folder, as a person names it: `./nixos#ringtail`. */
export interface FlakeHost {
  /** `.` where nothing stands before the `#`. */
  readonly folder: string;
  readonly host: string;
}

/** Why a text names none: it lacks the host, the host is none, or the flake is one that would have to be fetched. */
export type FlakeFault = 'no-host' | 'no-name' | 'elsewhere';

/** The parts of FOLDER#HOST, or what is wrong with it. A folder may hold a `#`, a host not. */
export function parseFlakeHost(text: string): FlakeHost | FlakeFault {
  const at = text.lastIndexOf('#');
  const [folder, host] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  if (/^[a-z][a-z0-9+.-]*:/i.test(at < 0 ? text : folder)) return 'elsewhere';
  if (at < 0 || host === '') return 'no-host';
  return isFlakeName(host) ? { folder: folder === '' ? '.' : folder, host } : 'no-name';
}

/** Whether it can be a host or a specialisation: it becomes a part of an expression. */
export function isFlakeName(name: string): boolean {
  return /^\w[\w.-]{0,100}$/.test(name);
}
