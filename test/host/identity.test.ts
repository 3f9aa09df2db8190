import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import ssh2 from 'ssh2';
import t from 'tap';
import { agentKeys } from '../../src/host/identity/agent.ts';
import { type AuthPlan, agentOf, identitiesFor } from '../../src/host/identity/identities.ts';
import { fingerprint } from '../../src/host/known-hosts/key.ts';
import type { ResolvedHost } from '../../src/host/resolve/resolve.ts';
import type { ConnectOptions } from '../../src/host/transport.ts';
import { needs } from '../support/needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'identity-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const passphrase = 'correct horse';

/** Makes a key pair in the folder, its name as the comment. */
function make(name: string, type: string, ...more: readonly string[]): string {
  const words = more.includes('-N') ? more : [...more, '-N', ''];
  execFileSync('ssh-keygen', ['-q', '-t', type, '-a', '1', '-C', name, '-f', at(name), ...words]);
  return at(name);
}

const resolved = (more: Partial<ResolvedHost>): ResolvedHost => ({
  hostName: 'ringtail',
  port: 22,
  user: 'root',
  identityFiles: [],
  identitiesOnly: false,
  certificateFiles: [],
  proxyJump: [],
  userKnownHostsFiles: [],
  globalKnownHostsFiles: [],
  strictHostKeyChecking: 'ask',
  hashKnownHosts: false,
  ...more,
});

const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  identities: [],
  acceptNew: false,
  sudo: 'auto',
  timeout: 5,
  notify: () => {},
  ...more,
});

const plan = (host: Partial<ResolvedHost>, more: Partial<ConnectOptions> = {}) =>
  identitiesFor(resolved(host), options(more));

/** What is tried, in its order, by name. */
const order = ({ agentKeys, files }: AuthPlan) => [
  ...agentKeys.map(({ label }) => `agent ${label}`),
  ...files.map(({ path }) => path.slice(folder.length + 1)),
];

const reasonFor = ({ skipped }: AuthPlan, name: string) => skipped.find(({ path }) => path.endsWith(name))?.reason;

async function startAgent(socket: string): Promise<ChildProcess> {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  for (let left = 200; left > 0; left--) {
    if (await agentKeys(socket, 1).catch(() => undefined)) return agent;
    await delay(20);
  }
  throw new Error('ssh-agent does not start');
}

t.test(
  'the agent’s keys go first, those of the configured files before others',
  needs('ssh-agent', 'ssh-add'),
  async (t) => {
    const socket = at('agent');
    const agent = await startAgent(socket);
    t.teardown(() => agent.kill());
    const add = (path: string) =>
      execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) => make(name, 'ed25519'));
    const rsa = make('rsa', 'rsa');
    if (!one || !two || !three || !four) throw new Error('no keys');
    for (const path of [one, two, rsa]) add(path);
    const both = { identityAgent: socket, identityFiles: [three, two, at('missing')] };

    t.same(order(await plan(both)), ['agent two', 'agent one', 'agent rsa', 'three']);
    t.same(order(await plan({ ...both, identitiesOnly: true })), ['agent two', 'three']);
    t.same(order(await plan({ ...both, identityAgent: 'none' })), ['three', 'two'], 'no agent is asked');
    t.equal((await plan({ ...both, identityAgent: 'none' })).agentSocket, undefined);
    t.same(order(await plan({ identityFiles: [two] })), ['two'], 'no agent is there');

    const encrypted = make('encrypted', 'ed25519', '-N', passphrase);
    const noQuestion = await plan({ identityAgent: socket, identityFiles: [encrypted] });
    t.match(
      reasonFor(noQuestion, '/encrypted'),
      /is encrypted and there is no terminal to ask for its passphrase: ssh-add it/,
    );

    const selected = { identityAgent: socket, identitiesOnly: true };
    t.same(order(await plan({ ...selected, identityFiles: [`${two}.pub`] })), ['agent two'], 'a .pub file selects');
    const unheld = await plan({ ...selected, identityFiles: [`${four}.pub`] });
    t.same(order(unheld), []);
    t.match(reasonFor(unheld, '/four.pub'), /is a public key whose private half no agent holds: ssh-add it/);
    unlinkSync(one);
    t.same(
      order(await plan({ ...selected, identityFiles: [one] })),
      ['agent one'],
      'so does the .pub file beside a missing key',
    );

    execFileSync('ssh-keygen', ['-q', '-s', four, '-I', 'id', '-n', 'root', `${three}.pub`]);
    add(three);
    const certified = await plan({
      identityAgent: socket,
      identityFiles: [three],
      certificateFiles: [at('other-cert.pub')],
    });
    t.same(order(certified), ['agent three', 'agent one', 'agent two', 'agent rsa']);
    for (const name of ['/three-cert.pub', '/other-cert.pub', 'agent’s key three'])
      t.match(reasonFor(certified, name), /is a certificate, which only --transport openssh can offer/, name);

    for (const { key, label } of certified.agentKeys) {
      const data = Buffer.from('data');
      const signature = await new Promise<Buffer | undefined>((resolve, reject) => {
        agentOf(certified)?.sign(key, data, { hash: 'sha256' }, (error, signature) =>
          error ? reject(error) : resolve(signature),
        );
      });
      t.equal(
        key.verify(data, signature ?? Buffer.alloc(0), label === 'rsa' ? 'sha256' : undefined),
        true,
        `${label} signs`,
      );
    }
    const offered = await new Promise((resolve) =>
      agentOf(certified)?.getIdentities((_, keys) => resolve(keys?.length)),
    );
    t.equal(offered, 4);
    t.equal(agentOf(unheld), undefined);
  },
);

t.test('every form of a key is read', needs('ssh-keygen'), async (t) => {
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    for (const form of type === 'ed25519' ? ['RFC4716'] : ['RFC4716', 'PEM', 'PKCS8']) {
      const open = make(`open-${type}-${form}`, type, '-m', form);
      const locked = make(`locked-${type}-${form}`, type, '-m', form, '-N', passphrase);
      const prompts: string[] = [];
      const askPassphrase = async (prompt: string) => {
        prompts.push(prompt);
        return prompts.length < 3 ? 'wrong' : passphrase;
      };
      const found = await plan({ identityFiles: [open, locked] }, { askPassphrase });
      t.same(
        order(found),
        [open, locked].map((path) => path.slice(folder.length + 1)),
      );
      t.same(prompts, [], 'nothing is asked for yet');
      for (const file of found.files) {
        const key = await file.load();
        if (typeof key === 'string') t.fail(`${file.path} ${key}`);
        else {
          const wanted = readFileSync(`${file.path}.pub`, 'utf8').split(' ')[1];
          t.equal(key.getPublicSSH().toString('base64'), wanted, file.path);
          t.equal(key.isPrivateKey(), true);
        }
      }
      t.same(prompts, Array(3).fill(`Passphrase for ${locked}: `));
    }
  }
});

t.test('a passphrase is asked for three times at most, and never told', needs('ssh-keygen'), async (t) => {
  const path = make('locked', 'ed25519', '-N', passphrase);
  const loaded = async (answer: () => Promise<string>) => {
    const { files } = await plan({ identityFiles: [path] }, { askPassphrase: answer });
    return files[0]?.load();
  };
  let asked = 0;
  const wrong = await loaded(async () => `wrong ${asked++}`);
  t.equal(wrong, 'is encrypted, and the passphrase was wrong 3 times');
  t.equal(asked, 3);
  t.equal(await loaded(async () => ''), 'is encrypted and no passphrase was given');
  await t.rejects(
    loaded(() => Promise.reject(new Error('interrupted'))),
    { message: 'interrupted' },
  );
});

/** A private key file of OpenSSH with a public key of some type, the rest made up. */
function unknownKey(name: string, type: string): string {
  const string = (bytes: Buffer | string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, Buffer.from(bytes)]);
  };
  const blob = Buffer.concat([string(type), string(Buffer.alloc(32))]);
  const parts = [
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    Buffer.from([0, 0, 0, 1]),
    string(blob),
    string(Buffer.alloc(64)),
  ];
  const text = Buffer.concat(parts).toString('base64');
  writeFileSync(at(name), `-----BEGIN OPENSSH PRIVATE KEY-----\n${text}\n-----END OPENSSH PRIVATE KEY-----\n`, {
    mode: 0o600,
  });
  return at(name);
}

t.test('a file that cannot be used is passed over, and it is said why', needs('ssh-keygen'), async (t) => {
  chmodSync(make('exposed', 'ed25519'), 0o644);
  writeFileSync(at('empty'), '', { mode: 0o600 });
  writeFileSync(at('garbage'), Buffer.from([0xff, 0xfe, 0, 1, 2, 3]), { mode: 0o600 });
  writeFileSync(at('large'), Buffer.alloc(1 << 20), { mode: 0o600 });
  execFileSync('mkfifo', [at('pipe')]);
  unknownKey('fido', 'sk-ssh-ed25519@openssh.com');
  unknownKey('strange', 'ssh-strange\x1b@example.org');
  const whole = readFileSync(make('cut', 'ed25519'), 'utf8');
  writeFileSync(at('cut'), whole.slice(0, whole.length / 2));
  const reasons: Readonly<Record<string, RegExp>> = {
    missing: /^does not exist$/,
    '.': /^is no regular file$/,
    exposed: /^can be read by others \(mode 0644\): chmod 600$/,
    empty: /^cannot be used: /,
    garbage: /^cannot be used: /,
    large: /^is too large for a key$/,
    pipe: /^is no regular file$/,
    fido: /^is a FIDO key, which only --transport openssh can use$/,
    strange: /^cannot be used: |^is a key of the type/,
    cut: /^cannot be used: /,
  };
  const found = await plan({ identityFiles: Object.keys(reasons).map(at) });
  t.same(order(found), []);
  for (const [name, reason] of Object.entries(reasons)) t.match(reasonFor(found, at(name)), reason, name);
  t.notMatch(JSON.stringify(found.skipped), /\x1b/);
});

t.test('the usual files need not be there', async (t) => {
  t.same((await plan({ identityFiles: ['/nowhere/.ssh/id_rsa', '/nowhere/.ssh/id_ed25519_sk'] })).skipped, []);
});

t.test('an agent that is none, or means ill, is passed over', async (t) => {
  const answers: Readonly<Record<string, Buffer | undefined>> = {
    'closes at once': undefined,
    silence: Buffer.alloc(0),
    refuses: Buffer.from([0, 0, 0, 1, 5]),
    'an endless answer': Buffer.from([0xff, 0xff, 0xff, 0xff, 12]),
    'too many keys': Buffer.from([0, 0, 0, 5, 12, 0xff, 0xff, 0xff, 0xff]),
    'a key that ends nowhere': Buffer.from([0, 0, 0, 10, 12, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0]),
  };
  const reasons: Readonly<Record<string, RegExp>> = {
    'closes at once': /broke the connection|EPIPE|ECONNRESET/,
    silence: /gave no answer within 1 s/,
    refuses: /refused to list/,
    'an endless answer': /too long/,
  };
  for (const [name, answer] of Object.entries(answers)) {
    const server = await listen(at('ill'), answer);
    const found = await plan({ identityAgent: at('ill'), identityFiles: [] }, { timeout: 1 });
    t.same(order(found), [], name);
    t.match(reasonFor(found, '/ill'), reasons[name] ?? /cannot be read/, name);
    await new Promise((resolve) => server.close(resolve));
  }
  const none = await plan({ identityAgent: at('nobody') });
  t.match(reasonFor(none, '/nobody'), /is no agent that can be used: .*ENOENT/);
});

function listen(path: string, answer: Buffer | undefined): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
    if (answer) socket.write(answer);
    else socket.destroy();
  });
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

t.test('an agent’s key without a comment goes by its fingerprint', needs('ssh-keygen'), async (t) => {
  const [key] = [ssh2.utils.parseKey(readFileSync(make('bare', 'ed25519')))].flat();
  if (!key || key instanceof Error) throw new Error('no key');
  const blob = key.getPublicSSH();
  const head = Buffer.from([0, 0, 0, 5 + 4 + blob.length + 4, 12, 0, 0, 0, 1, 0, 0, 0, blob.length]);
  const server = await listen(at('bare-agent'), Buffer.concat([head, blob, Buffer.alloc(4)]));
  const { agentKeys } = await plan({ identityAgent: at('bare-agent') });
  t.same(
    agentKeys.map(({ label }) => label),
    [fingerprint(blob)],
  );
  await new Promise((resolve) => server.close(resolve));
});
