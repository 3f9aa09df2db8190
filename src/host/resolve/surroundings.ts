import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';

/** What of this machine decides how a host's configuration is read. */
export interface Surroundings {
  /** The home folder of the password database, which OpenSSH uses; not $HOME. */
  readonly home: string;
  readonly user: string;
  readonly uid: number;
  readonly hostName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program to ask for the effective configuration. */
  readonly ssh: string;
  /** The system's ssh_config. */
  readonly systemConfig: string;
}

/** The surroundings of this process. */
export function surroundings(): Surroundings {
  const own = account();
  return { ...own, hostName: hostname(), env: process.env, ssh: 'ssh', systemConfig: '/etc/ssh/ssh_config' };
}

function account(): Pick<Surroundings, 'home' | 'user' | 'uid'> {
  try {
    const { homedir: home, username: user, uid } = userInfo();
    return { home, user, uid };
  } catch {
    // A container may run under a number that no account has.
    return { home: homedir(), user: process.env.USER ?? '', uid: process.getuid?.() ?? -1 };
  }
}

/** The folder of a person's ssh files. */
export function sshFolder(around: Surroundings): string {
  return join(around.home, '.ssh');
}
