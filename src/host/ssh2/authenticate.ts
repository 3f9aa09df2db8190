import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import { excerpt } from '../../base/display.ts';
import { type Phase, patience } from '../deadline.ts';
import { noKeyAccepted } from '../failure.ts';
import { agentOf, identitiesFor } from '../identity/identities.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import { type ConnectOptions, HostError } from '../transport.ts';
import type { Ident } from './ident.ts';
import type { Stop, Trip } from './way.ts';

/** What a connection needs of a login that goes on beside it. */
export interface Login {
  /** Gives ssh2 the next method to try. */
  readonly next: AuthHandlerMiddleware;
  /** Told when the phase begins, whose clock stands still while a passphrase is typed. */
  readonly begin: (phase: Phase) => void;
  /** Told that the server sent a banner: Tailscale's names the page on which a person has to log in. */
  readonly heard: () => void;
  /** Told of an agent or a key that could not be used. */
  readonly note: (error: Error) => void;
}

/**
 * Logs in with the agent's keys and then with those of files, never with a password. `refuse` is called with HostError
 * `auth` when nothing is left to try; it names what was tried and what was passed over, and why.
 *
 * `none` is tried on Tailscale SSH alone, where it is the only method: elsewhere it costs a round trip for nothing.
 */
export function authenticate(
  trip: Trip,
  stop: Stop,
  resolved: ResolvedHost,
  { ident, refuse }: { ident: Ident; refuse: (error: HostError) => void },
): Login {
  const username = resolved.user;
  const tried: string[] = [];
  const skipped: string[] = [];
  let phase: Phase | undefined;
  let waits = false;
  const ask = trip.options.askPassphrase;
  const options: ConnectOptions = ask
    ? { ...trip.options, askPassphrase: (prompt) => (phase ? phase.untimed(() => ask(prompt)) : ask(prompt)) }
    : trip.options;
  // The agent is asked while keys are exchanged.
  const planning = identitiesFor(resolved, options);
  planning.catch(() => {});

  const isTailscale = () => /^Tailscale\b/.test(ident.software());

  async function* methods(): AsyncGenerator<AnyAuthMethod> {
    if (isTailscale()) {
      tried.push('none (Tailscale)');
      yield { type: 'none', username };
    }
    const plan = await planning;
    skipped.push(...plan.skipped.map(({ path, reason }) => `${path} ${reason}`));
    const agent = agentOf(plan);
    if (agent) {
      tried.push(...plan.agentKeys.map(({ label }) => `the agent's ${label}`));
      yield { type: 'agent', username, agent };
    }
    for (const { path, load } of plan.files) {
      const key = await load();
      if (typeof key === 'string') {
        skipped.push(`${path} ${key}`);
      } else {
        tried.push(path);
        yield { type: 'publickey', username, key };
      }
    }
  }

  const order = methods();
  const giveUp = () => refuse(noKeyAccepted(stop.peer, username, account(tried, skipped)));
  return {
    next: (left, _partial, give) => {
      if (left && !left.includes('publickey')) {
        skipped.push(`${left.join(', ') || 'nothing'}, with which alone the server would go on`);
        return giveUp();
      }
      order.next().then(
        ({ value }) => {
          if (value) give(value);
          else giveUp();
        },
        (error: unknown) => {
          refuse(error instanceof HostError ? error : noKeyAccepted(stop.peer, username, excerpt(String(error))));
        },
      );
    },
    begin: (begun) => {
      phase = begun;
    },
    heard: () => {
      // Once: a server could send banners for ever.
      if (isTailscale() && !waits) phase?.allow(Math.max(stop.seconds, patience));
      waits = true;
    },
    note: (error) => void skipped.push(excerpt(error.message)),
  };
}

function account(tried: readonly string[], skipped: readonly string[]): string {
  const list = (names: readonly string[]) => names.map((name) => excerpt(name)).join(', ');
  const first = tried.length > 0 ? `tried: ${list(tried)}` : 'there was none to try';
  return skipped.length > 0 ? `${first}; passed over: ${list(skipped)}` : first;
}
