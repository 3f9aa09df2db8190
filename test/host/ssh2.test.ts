/** What the ssh2 transport does on the wire, seen from the server's side. */
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import t, { type Test } from 'tap';
import { hostKeyAlgorithms } from '../../src/host/ssh2/host-key-algorithms.ts';
import { runOverSsh2 } from '../../src/host/ssh2/transport.ts';
import type { ConnectOptions } from '../../src/host/transport.ts';
import { address, attempt, options } from './support/run.ts';
import { type Behaviour, startScriptedServer } from './support/scripted-server.ts';

/** Runs the probe against a scripted server whose nth host key is known. */
async function against(
  t: Test,
  behaviour: Behaviour,
  { known = 0, ...different }: Partial<ConnectOptions> & { known?: number | undefined } = {},
) {
  const server = await startScriptedServer(behaviour);
  t.teardown(() => server.stop());
  const folder = t.testdir({
    known_hosts: known < 0 ? '' : server.knownHostsLine(known),
    config: `Host *\nHostName 127.0.0.1\nPort ${server.port}\nUser operator\nIdentitiesOnly yes\nIdentityAgent none\n`,
  });
  const id = join(folder, 'id');
  writeFileSync(id, ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private, { mode: 0o600 });
  const told: string[] = [];
  const connect = options({
    sshConfig: join(folder, 'config'),
    knownHosts: join(folder, 'known_hosts'),
    identities: [id],
    notify: (message) => told.push(message),
    ...different,
  });
  const result = await attempt(runOverSsh2, address('host'), connect);
  return { server, told, result };
}

t.test('one connection, one session, one execution, and no attempt for nothing', async (t) => {
  const { server, result } = await against(t, {});
  t.strictSame(result.lines, ['answered']);
  // A key is asked for, then signed with.
  t.strictSame(server.events, ['connect', 'auth publickey', 'auth publickey', 'session', 'exec']);
});

t.test('Nagle is switched off on the connection', async (t) => {
  const calls: unknown[] = [];
  const { setNoDelay } = Socket.prototype;
  t.intercept(Socket.prototype, 'setNoDelay', {
    value(this: Socket, on?: boolean) {
      calls.push([this.remotePort, on]);
      return setNoDelay.call(this, on);
    },
  });
  const { server } = await against(t, {});
  t.strictSame(calls, [[server.port, true]]);
});

t.test('a host whose key is not known is never logged in to', async (t) => {
  const { server, result } = await against(t, {}, { known: -1 });
  t.equal(result.kind, 'untrusted', result.message);
  t.strictSame(server.events, ['connect'], 'the verifier was asked before any key was offered');
});

t.test('a key is asked for of the type that is known', async (t) => {
  const hostKeys = ['ecdsa', 'rsa'] as const;
  for (const known of [0, 1]) {
    const { result } = await against(t, { hostKeys }, { known });
    t.equal(result.kind, 'ok', `${hostKeys[known]}: ${result.message}`);
  }
});

t.test('Tailscale SSH', async (t) => {
  const banner = 'To authenticate, visit: https://login.tailscale.com/a/1\x1b[2J';
  // A person needs longer to log in than a phase may take.
  const behaviour = { config: { ident: 'Tailscale', banner }, accepts: 'none', slowly: 2500 };
  const { server, told, result } = await against(t, behaviour, { timeout: 2 });
  t.equal(result.kind, 'ok', result.message);
  t.strictSame(server.events, ['connect', 'auth none', 'session', 'exec']);
  t.strictSame(told, ['host: To authenticate, visit: https://login.tailscale.com/a/1\\x1b[2J']);
});

t.test('a banner of any length', async (t) => {
  const { told, result } = await against(t, { config: { banner: 'b'.repeat(20_000) } });
  t.equal(result.kind, 'ok', result.message);
  t.strictSame(told, [`host: ${'b'.repeat(8 << 10)}`], 'shown as far as a person reads');
});

t.test('a banner of several lines speaks for its host alone', async (t) => {
  const { told } = await against(t, { config: { banner: 'Welcome\nother: facts collected in 0.1 s' } });
  t.strictSame(told, ['host: Welcome\n  other: facts collected in 0.1 s']);
});

t.test('never a password', async (t) => {
  const offers = ['password', 'keyboard-interactive'];
  const { server, result } = await against(t, { accepts: 'password', offers });
  t.strictSame(server.events, ['connect', 'auth publickey']);
  t.equal(result.kind, 'auth');
  t.match(
    result.message,
    /^host: 127\.0\.0\.1 accepted no key of operator \(tried: \S+\/id; .*password, keyboard-interactive/,
  );
});

t.test('algorithms that have nothing in common', async (t) => {
  const kex = ['diffie-hellman-group1-sha1' as const];
  const { result } = await against(t, { config: { algorithms: { kex } } });
  t.equal(result.kind, 'protocol');
  t.match(result.message, /^host: cannot speak SSH with .*key exchange.*--transport openssh/);
});

t.test('jump hosts that go in a circle', async (t) => {
  const folder = t.testdir({ config: 'Host a\nProxyJump b\nHost b\nProxyJump a\n' });
  const { kind, message } = await attempt(runOverSsh2, address('a'), options({ sshConfig: join(folder, 'config') }));
  t.equal(kind, 'unresolved', message);
  t.match(message, /^a: its ProxyJump goes in a circle/);
});

t.test('host key algorithms', async (t) => {
  const all = [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ];
  t.strictSame(hostKeyAlgorithms([], undefined), all, 'no SHA-1');
  t.strictSame(hostKeyAlgorithms(['ssh-rsa'], undefined).slice(0, 3), ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
  const configured = ['ssh-ed25519-cert-v01@openssh.com', 'ssh-rsa', 'ssh-ed25519'];
  t.strictSame(hostKeyAlgorithms([], configured), ['ssh-rsa', 'ssh-ed25519'], 'the order of the configuration');
  t.strictSame(hostKeyAlgorithms(['ssh-ed25519'], configured), ['ssh-ed25519', 'ssh-rsa'], 'what is known first');
  t.strictSame(hostKeyAlgorithms([], ['sk-ssh-ed25519@openssh.com']), []);
});
