/** Both transports against the simulated NixOS hosts: fish as login shell, sudo among the wrappers, and every bad turn. */
import t from 'tap';
import type { SudoMode } from '../../src/host/transport.ts';
import { labNeeds, startLab } from '../lab/lab.ts';
import { missing, onlyWhere } from '../support/needs.ts';
import { address, attempt, options, transports } from './support/run.ts';

interface Case {
  readonly profile: string;
  readonly sudo?: SudoMode;
  /** `ok`, or the kind of the HostError. */
  readonly kind: string;
  /** With `ok`: who the script ran as, root or the login. */
  readonly uid?: string;
  readonly says?: RegExp;
}

const cases: readonly Case[] = [
  { profile: 'ringtail-ready', kind: 'ok', uid: '0' },
  { profile: 'ringtail-ready', sudo: 'always', kind: 'ok', uid: '0' },
  { profile: 'ringtail-ready', sudo: 'never', kind: 'ok', uid: '1000' },
  { profile: 'minimal', kind: 'ok', uid: '0' },
  { profile: 'nosudo', kind: 'ok', uid: '1000' },
  { profile: 'nosudo', sudo: 'always', kind: 'sudo', says: /^nosudo: sudo did not give root: .*not found/ },
  { profile: 'sudo-password', kind: 'ok', uid: '1000' },
  {
    profile: 'sudo-password',
    sudo: 'always',
    kind: 'sudo',
    says: /^sudo-password: .*a password is required.*--sudo auto/,
  },
  { profile: 'garbage', kind: 'ok', uid: '0' },
  { profile: 'slow', kind: 'ok', uid: '0' },
  { profile: 'hang', kind: 'timeout', says: /^hang: no end after 3 s of / },
  { profile: 'half', kind: 'disconnected', says: /^half: \S+ broke the connection/ },
  { profile: 'hostkey-changed', kind: 'untrusted', says: /^hostkey-changed: its host key/ },
  { profile: 'flood', kind: 'output', says: /^flood: more than 1 MiB/ },
];

const have = onlyWhere([...(await labNeeds()), ...missing('ssh')]);
const lab =
  have.skip === undefined
    ? await startLab([...new Set(cases.map(({ profile }) => profile))], { slowMs: 100 })
    : undefined;
t.teardown(() => lab?.stop());

for (const [name, transport] of transports) {
  for (const { profile, sudo = 'auto', kind, uid, says } of cases) {
    t.test(`${name}: ${profile}, sudo ${sudo}`, have, async (t) => {
      const host = lab?.hosts.get(profile);
      if (!lab || !host) return;
      const told: string[] = [];
      const connect = options({
        sshConfig: lab.sshConfig,
        sudo,
        timeout: profile === 'hang' ? 3 : 20,
        notify: (message) => told.push(message),
      });
      const result = await attempt(transport, address(profile), connect);
      t.equal(result.kind, kind, result.message);
      if (says) t.match(result.message, says);
      if (uid !== undefined) t.strictSame(result.lines, [uid, String(host.expected.live['kernel.kptr_restrict'])]);
      if (kind === 'ok') t.match(result.output?.hostKey, /^SHA256:[\w+/]{43}$/);
      if (name === 'ssh2' && profile === 'garbage') t.match(told.join('\n'), 'KEEP OUT', 'a banner is shown');
    });
  }
}
