/** What preflight.yaml cannot name, whoever wrote it, and where it belongs instead. */

const commands =
  'No command is ever run out of preflight.yaml, because the file may come from a pull request that nobody has read yet.';
const ssh = (option: string) =>
  `It would lead the connection elsewhere. It belongs in your own ~/.ssh/config${option === '' ? '' : `, or on the command line: ${option}`}.`;
const secret =
  'Secrets do not belong into a file that is committed. Put it into the environment, and name its variable: token: PREFLIGHT_TOKEN_NAME.';

const reasons: readonly (readonly [string, readonly string[]])[] = [
  [commands, ['command', 'commands', 'exec', 'run', 'script', 'shell', 'hook', 'hooks', 'localcommand']],
  [ssh(''), ['proxycommand', 'proxyjump', 'remotecommand', 'hostname', 'hostkeyalias', 'forwardagent', 'sshoptions']],
  [ssh('--ssh-config FILE'), ['sshconfig', 'config', 'configfile']],
  [
    'It says which host is trusted. It belongs in your own known_hosts, or on the command line: --known-hosts FILE.',
    ['knownhosts', 'knownhostsfile', 'userknownhostsfile', 'globalknownhostsfile', 'hostkey', 'fingerprint'],
  ],
  [
    'It would loosen how a host is trusted. Accept its key once yourself: preflight check HOST --accept-new.',
    ['acceptnew', 'stricthostkeychecking', 'insecure', 'skipverify', 'insecureskipverify', 'tlsskipverify'],
  ],
  [
    'It says which key is used. It belongs in your own ~/.ssh/config, or on the command line: --identity FILE.',
    ['identity', 'identities', 'identityfile', 'identityagent', 'key', 'keyfile', 'privatekey', 'certificatefile'],
  ],
  [
    'It would be run as root. It belongs on the command line: --sudo-command NAME.',
    ['sudocommand', 'sudoprogram', 'become', 'becomemethod'],
  ],
  [secret, ['password', 'passwd', 'passphrase', 'secret', 'apikey', 'apitoken', 'bearer', 'authorization', 'headers']],
  [
    'It would name another cluster or another identity. Name a context of your own kubeconfig: kubernetes: { context: NAME }.',
    ['kubeconfig', 'server', 'cluster', 'kubectl'],
  ],
  [
    'Which services get a token is said on the command line alone: --token-origin ORIGIN, or in PREFLIGHT_TOKEN_ORIGINS.',
    ['tokenorigin', 'tokenorigins'],
  ],
  ['YAML 1.2 knows no merge. Write the keys out.', ['<<']],
  [
    'A baseline hides findings, so a branch must not bring its own. It belongs on the command line: --baseline FILE.',
    ['baseline'],
  ],
];

const known = new Map(reasons.flatMap(([reason, keys]) => keys.map((key) => [key, reason] as const)));

/** Of the parts that have words of their own for a key. */
const ofParts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  notify: Object.fromEntries(
    ['url', 'topic', 'to', 'ntfy', 'webhook', 'token'].map((key) => [
      key,
      'Whom preflight tells is said on the command line alone: --notify ntfy:URL/TOPIC, with the token in PREFLIGHT_NTFY_TOKEN.',
    ]),
  ),
  kubernetes: {
    token: 'Name a context of your own kubeconfig, which holds it: kubernetes: { context: NAME }.',
    url: 'Name a context of your own kubeconfig, which holds it: kubernetes: { context: NAME }.',
  },
};

/**
 * Why a key is refused that somebody may well try, and where it belongs; undefined for any other key. `part` is the key
 * that the map stands under.
 */
export function refusal(key: string, part: string | undefined): string | undefined {
  const name = key.toLowerCase().replace(/[-_]/g, '');
  const own = part !== undefined && Object.hasOwn(ofParts, part) ? ofParts[part] : undefined;
  return own && Object.hasOwn(own, name) ? own[name] : known.get(name);
}
