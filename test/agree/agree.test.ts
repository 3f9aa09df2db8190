import t from 'tap';
import { checkAgreement } from '../../src/agree/check.ts';
import { linkRuns, summariesOf } from '../../src/agree/link.ts';
import { agreementRules } from '../../src/agree/rules/all.ts';
import type { FactsDocument } from '../../src/base/facts.ts';
import type { Rollout } from '../../src/base/rollout/rollout.ts';
import { checkPyroscope } from '../../src/pyroscope/check.ts';
import { parsePyroscopeVersion } from '../../src/pyroscope/version.ts';
import {
  agent,
  at,
  configVolume,
  dataSource,
  located,
  mount,
  probe,
  rollout,
  server,
  service,
  set,
  workload,
} from './support/rollout.ts';

/** `PLACE RULE (OTHER PLACES)`. */
function lines(of: Rollout, facts?: FactsDocument): string[] {
  return checkAgreement(of, { facts }).diagnostics.map(
    ({ file, rule, related }) => `${file} ${rule} (${related?.map((other) => other.file).join(', ') ?? ''})`,
  );
}

t.test('files that agree', async (t) => {
  t.same(checkAgreement(rollout()), { diagnostics: [], notLookedInto: [] });
  t.equal(new Set(agreementRules.map(({ id }) => id)).size, agreementRules.length);
});

t.test('which Service a URL means', async (t) => {
  const from = (url: string, cluster: Parameters<typeof rollout>[0] = {}): readonly string[] => {
    const of = rollout({
      ...cluster,
      alloy: { writes: [{ url: located('url', url), tenant: located('tenant', 'ringtail') }] },
    });
    const { diagnostics, notLookedInto } = checkAgreement(of);
    return [...diagnostics.map(({ rule, hint }) => `${rule}: ${hint ?? ''}`), ...notLookedInto];
  };
  const fine = [
    'http://pyroscope.pyroscope:4040',
    'http://pyroscope.pyroscope.svc:4040/',
    'http://pyroscope.pyroscope.svc.cluster.local:4040',
    'http://pyroscope.pyroscope.svc.cluster.local.:4040',
    'HTTP://Pyroscope.Pyroscope.SVC.home.arpa:4040',
    'http://pyroscope-0.pyroscope.pyroscope.svc:4040',
  ];
  for (const url of fine) t.same(from(url), [], url);
  const right = 'agree.unknown-service: Write http://pyroscope.pyroscope.svc:4040';
  const missing = [
    'http://pyroscope:4040',
    'http://pyroscop.pyroscope:4040',
    'http://pyroscope.monitoring.svc:4040',
    'http://pyroscope.alloy.svc.cluster.local:4040',
    'http://pyrsocope.pyroscope.svc:4040',
  ];
  for (const url of missing) t.same(from(url), [right], url);
  t.same(from('http://distributor.pyroscope.svc:4040'), ['agree.unknown-service: ']);
  const elsewhere = [
    'http://10.0.0.7:4040',
    'http://[fd00::7]:4040',
    'https://pyroscope.example.org',
    'http://localhost:4040',
    'http://tempo.tracing.svc:3200',
    'http://pyroscope.lan:4040',
    'http://a.b.c.d.svc:80',
  ];
  for (const url of elsewhere) {
    const host = new URL(url).hostname;
    t.same(from(url), [`whether "${host}", to which Alloy sends, is there`], url);
  }
  for (const url of ['', 'x', 'unix:///run/x', 'http://a b/', 'http://$HOST:4040', `http://${'a'.repeat(5000)}`])
    t.match(from(url), [/^where Alloy sends to: .* is only known when it runs$/], url.slice(0, 40));
  t.same(from('http://pyroscope.pyroscope.svc'), ['agree.service-port: Write http://pyroscope.pyroscope.svc:4040']);
  t.same(from('http://pyroscope.pyroscope.svc:4100'), [
    'agree.service-port: Write http://pyroscope.pyroscope.svc:4040',
  ]);
  t.same(from('https://pyroscope.pyroscope.svc:4040'), ['agree.scheme: Write http://pyroscope.pyroscope.svc:4040']);
  // A manifest that says no namespace may be put into any.
  t.same(
    from('http://pyroscope.anywhere.svc:4040', { cluster: { services: [service({ namespace: undefined })] } }),
    [],
  );
});

t.test('each pair', async (t) => {
  const { tenant: _, ...untold } = dataSource();
  const headless = service({ isHeadless: true });
  const grafanaPod = workload('grafana', {
    set: set('g'),
    container: { image: { ...at('x'), name: 'grafana/grafana' } },
  });
  const other = workload('tempo', {
    set: set('o'),
    namespace: 'pyroscope',
    pod: { labels: new Map([['app', 'tempo']]) },
  });
  const write = (url: string) => ({
    writes: [{ url: located('url', url), tenant: located('alloy tenant', 'ringtail') }],
  });
  const port = (parts: object) => service({ ports: [{ ...at('service port'), port: 4040, ...parts }] });
  const noTenant = { writes: [{ url: located('url', 'http://pyroscope.pyroscope.svc:4040') }] };
  const reads = (path: string) => ({
    paths: [{ ...located('path', path), access: 'read', component: 'local.file_match' }] as const,
  });
  const table: readonly (readonly [what: string, of: Rollout, ...expected: readonly string[]])[] = [
    [
      'data source',
      rollout({ dataSources: [dataSource({ url: located('grafana url', 'http://pyroscope.grafana.svc:4040') })] }),
      'grafana url agree.unknown-service (service)',
    ],
    [
      'short name in the namespace of Grafana',
      rollout({
        dataSources: [dataSource({ url: located('grafana url', 'http://pyroscope:4040') })],
        cluster: { workloads: [server(), agent(), grafanaPod] },
      }),
      'grafana url agree.unknown-service (service)',
    ],
    [
      'a data source of something else',
      rollout({
        dataSources: [
          dataSource({ type: located('type', 'tempo'), url: located('url', 'http://nothing.pyroscope.svc:1') }),
        ],
      }),
    ],
    [
      'Service of another workload',
      rollout({
        cluster: {
          workloads: [server(), agent(), other],
          services: [service(), service({ name: 'tempo', selector: new Map([['app', 'tempo']]) })],
        },
        alloy: write('http://tempo.pyroscope.svc:4040'),
      }),
      'url agree.wrong-server (tempo)',
    ],
    [
      'gRPC port',
      rollout({ cluster: { services: [port({ targetPort: located('target port', 9095) })] }, dataSources: [] }),
      'target port agree.http-port (http_listen_port, url)',
    ],
    [
      'gRPC port beside the right one',
      rollout({
        cluster: { services: [service({ ports: [...service().ports, { ...at('grpc'), name: 'grpc', port: 9095 }] })] },
        alloy: write('http://pyroscope.pyroscope.svc:9095'),
      }),
      'url agree.http-port (http_listen_port)',
    ],
    [
      'headless: any port of the pod',
      rollout({ cluster: { services: [headless] }, alloy: write('http://pyroscope.pyroscope.svc:4100') }),
      'url agree.http-port (http_listen_port)',
    ],
    ['headless', rollout({ cluster: { services: [headless] } })],
    [
      'the server listens elsewhere',
      rollout({ pyroscope: { httpPort: located('http_listen_port', 4041) } }),
      'container port agree.listen-port (http_listen_port)',
    ],
    [
      'the container port is another',
      rollout({
        cluster: { workloads: [server({ ports: [{ ...at('container port'), name: 'http', port: 4140 }] }), agent()] },
      }),
      'container port agree.listen-port (http_listen_port)',
    ],
    [
      'the target port is another number',
      rollout({ cluster: { services: [port({ targetPort: located('target port', 80) })] } }),
      'target port agree.listen-port (http_listen_port)',
    ],
    ['no target port', rollout({ cluster: { services: [port({})] } })],
    [
      'a probe of another port by name',
      rollout({
        cluster: {
          workloads: [
            server({
              ports: [{ ...at('container port'), name: 'web', port: 80 }],
              readinessProbe: probe('/ready', 'web'),
            }),
            agent(),
          ],
          services: [],
        },
        dataSources: [],
        alloy: { writes: [] },
      }),
      'container port agree.listen-port (http_listen_port)',
    ],
    [
      'probes of the HTTP port',
      rollout({
        cluster: {
          workloads: [
            server({ readinessProbe: probe('/ready', 'http'), startupProbe: probe('/ready', 4040) }),
            agent(),
          ],
        },
        pyroscope: { adminMode: located('mode', 'exclusive') },
      }),
      'probe port agree.admin-probe (mode, probe)',
    ],
    [
      'probes of what has not moved',
      rollout({
        cluster: { workloads: [server({ readinessProbe: probe('/', 'http') }), agent()] },
        pyroscope: { adminMode: located('mode', 'exclusive') },
      }),
    ],
    [
      'an admin server beside it',
      rollout({
        cluster: { workloads: [server({ readinessProbe: probe('/ready', 'http') }), agent()] },
        pyroscope: { adminMode: located('mode', 'enabled') },
      }),
    ],
    [
      'an admin server for itself',
      rollout({
        cluster: { workloads: [server({ readinessProbe: probe('/ready', 4042) }), agent()] },
        pyroscope: { adminMode: located('mode', 'exclusive') },
      }),
      'probe port agree.admin-probe (mode)',
    ],
    [
      'an admin server for all',
      rollout({
        cluster: { workloads: [server({ readinessProbe: probe('/ready', 4042) }), agent()] },
        pyroscope: { adminMode: located('mode', 'exclusive'), adminAddress: located('address', '0.0.0.0') },
      }),
    ],
    ['TLS', rollout({ pyroscope: { httpTls: at('tls') }, dataSources: [] }), 'url agree.scheme (tls)'],
    ['no tenant of Alloy', rollout({ alloy: noTenant }), 'url agree.tenant-missing (multitenancy)'],
    ['no tenant of Grafana', rollout({ dataSources: [untold] }), 'data source agree.tenant-missing (multitenancy)'],
    ['tenant from elsewhere', rollout({ dataSources: [dataSource({ tenant: located('grafana tenant', undefined) })] })],
    [
      'tenants without multitenancy',
      rollout({ pyroscope: { multitenancy: located('multitenancy', false) } }),
      'multitenancy agree.tenant-ignored (alloy tenant, grafana tenant)',
    ],
    [
      'no multitenancy and no tenants',
      rollout({ pyroscope: { multitenancy: located('multitenancy', false) }, alloy: noTenant, dataSources: [] }),
    ],
    [
      'another tenant',
      rollout({ dataSources: [dataSource({ tenant: located('grafana tenant', 'ringtial') })] }),
      'grafana tenant agree.tenant-differs (alloy tenant)',
    ],
    [
      'two data sources, one of them for the tenant',
      rollout({ dataSources: [dataSource(), dataSource({ tenant: located('x', 'other') })] }),
    ],
    [
      'two data sources, none for the tenant',
      rollout({ dataSources: [dataSource({ tenant: located('x', 'a') }), dataSource({ tenant: located('y', 'b') })] }),
      'alloy tenant agree.tenant-differs (x)',
    ],
    [
      'kept for ever',
      rollout({ pyroscope: { retentionSeconds: located('retention', 0) } }),
      'retention agree.volume-fills (size)',
    ],
    [
      'kept for ever in a bucket',
      rollout({ pyroscope: { retentionSeconds: located('retention', 0), storageBackend: located('backend', 's3') } }),
    ],
    [
      'three copies by one ingester',
      rollout({ pyroscope: { ingesterReplication: located('factor', 3) } }),
      'factor agree.replication-factor (pyroscope)',
    ],
    ['one copy', rollout({ pyroscope: { ingesterReplication: located('factor', 1) } })],
    [
      'three copies by two ingesters, which is enough',
      rollout({
        pyroscope: { ingesterReplication: located('factor', 3) },
        cluster: { workloads: [{ ...server(), replicas: located('replicas', 2) }, agent()] },
      }),
    ],
    [
      'two copies by a second workload',
      rollout({
        pyroscope: { ingesterReplication: located('factor', 2) },
        cluster: { workloads: [server(), { ...server(), name: 'other' }, agent()] },
      }),
    ],
    ['logs of the pods', rollout({ alloy: reads('/var/log/pods') }), 'path agree.path-not-mounted (container)'],
    [
      'logs, mounted',
      rollout({
        alloy: reads('/var/log/pods'),
        cluster: { workloads: [server(), agent({ mounts: [mount('/etc/alloy'), mount('/var/log', 'logs')] })] },
      }),
    ],
    ['a folder of the container', rollout({ alloy: reads('/var/run/secrets/kubernetes.io') })],
    ['judged for another Alloy', rollout({ alloy: { version: '1.13' } }), 'alloy image agree.judged-for ()'],
    ['judged for another Pyroscope', rollout({ pyroscope: { version: '1.21' } }), 'server image agree.judged-for ()'],
  ];
  for (const [what, of, ...expected] of table) t.same(lines(of), expected, what);
});

t.test('where the configuration of a container comes from', async (t) => {
  const link = (workloads: Rollout['cluster']['workloads'], sets?: Rollout['cluster']['sets']) => {
    const of = rollout({ cluster: { workloads, ...(sets ? { sets } : {}) } });
    const runs = linkRuns(of);
    return [...runs.alloy, ...runs.pyroscope].map(
      ({ workload: its, configured }) => `${its.name} ${configured ? 'known' : 'unknown'}`,
    );
  };
  const words = (...texts: readonly string[]) => texts.map((text) => located(text, text));
  const aside = agent({ args: words('run', '/other/config.alloy') });
  t.same(link([agent(), server()]), ['alloy known', 'pyroscope known']);
  const whole = rollout();
  const summaries = whole.cluster.workloads.flatMap(({ pod }) => pod.containers).map(summariesOf(whole));
  t.match(summaries, [{ pyroscope: { version: '2.2' }, alloy: undefined }, { alloy: { version: '1.16' } }]);
  const alloys: readonly (readonly [what: string, of: ReturnType<typeof agent>, known: boolean])[] = [
    ['a folder', agent({ args: words('run', '/etc/alloy') }), true],
    ['a folder with a slash', agent({ args: words('run', '/etc/alloy/') }), true],
    [
      'flags before the path',
      agent({ args: words('run', '--storage.path', '/tmp', '--cluster.enabled', '/etc/alloy/config.alloy') }),
      true,
    ],
    ['flags behind it', agent({ args: words('run', '/etc/alloy/config.alloy', '--storage.path=/etc/x') }), true],
    ['the arguments of the image', agent({ args: undefined }), true],
    ['a command', agent({ command: words('/bin/alloy', 'run', '/etc/alloy/config.alloy'), args: undefined }), true],
    [
      'a file of its own',
      agent({ args: words('run', '/c.alloy'), mounts: [mount('/c.alloy', 'config', 'config.alloy')] }),
      true,
    ],
    [
      'a key under another name',
      agent(
        { args: words('run', '/etc/alloy/a/b.alloy') },
        { volumes: [configVolume('alloy-config', { 'config.alloy': 'a/b.alloy' })] },
      ),
      true,
    ],
    ['another image', agent({ image: { ...at('x'), name: 'collector', tag: '1' } }), true],
    ['the longest mount', agent({ mounts: [mount('/', 'root'), mount('/etc/alloy'), mount('/etc', 'etc')] }), true],
  ];
  for (const [what, of] of alloys) t.same(link([of]), ['alloy known'], what);
  t.same(link([aside]), ['alloy known'], 'what is mounted elsewhere is meant');
  t.same(link([agent({ image: { ...at('x'), name: 'collector' }, args: [], mounts: [] })]), []);
  const servers = [
    words('--config.file', '/etc/pyroscope/config.yaml'),
    words('-config.file=/x', '-config.file=/etc/pyroscope/config.yaml'),
    words('-auth.multitenancy-enabled', 'true', '-config.file=/etc/pyroscope/config.yaml'),
    undefined,
  ];
  for (const args of servers) t.same(link([server({ args })]), ['pyroscope known']);
  t.same(lines(rollout({ cluster: { workloads: [server(), aside] } })), [
    'mount /etc/alloy agree.configuration-path (/other/config.alloy)',
  ]);
  const misses: readonly (readonly [of: ReturnType<typeof agent>, expected: string])[] = [
    [
      agent({ args: words('run', '/etc/alloy/confg.alloy') }),
      '/etc/alloy/confg.alloy agree.configuration-path (mount /etc/alloy, alloy-config)',
    ],
    [
      agent({}, { volumes: [configVolume('alloy-config', { 'config.alloy': 'main.alloy' })] }),
      'volume agree.configuration-path (alloy args, alloy-config)',
    ],
  ];
  for (const [of, expected] of misses) t.same(lines(rollout({ cluster: { workloads: [server(), of] } })), [expected]);
  const gone = agent({}, { volumes: [configVolume('elsewhere')] });
  t.same(checkAgreement(rollout({ cluster: { workloads: [server(), gone] } })), {
    diagnostics: [],
    notLookedInto: ['what the container "main" of the DaemonSet "alloy" reads from /etc/alloy/config.alloy'],
  });
});

t.test('the kernel of the host', async (t) => {
  const judge = (tag: string, release: string, machine = 'x86_64'): readonly string[] => {
    const facts: FactsDocument = { ...factsOf(release, machine) };
    const image = { ...at('alloy image'), name: 'grafana/alloy', tag };
    const version = tag.replace(/^v/, '').split('.').slice(0, 2).join('.');
    return lines(rollout({ alloy: { version }, cluster: { workloads: [server(), agent({ image })] } }), facts);
  };
  const refused = ['alloy image agree.kernel-version (profiler)'];
  t.same(judge('v1.16.3', '6.12.74'), []);
  t.same(judge('v1.16.3', '5.1.20'), refused);
  t.same(judge('v1.16.3', '5.4.0-13-arm64', 'aarch64'), refused);
  t.same(judge('v1.16.3', '5.4.0-13-amd64'), []);
  t.same(judge('v1.19.0-rc.3', '5.4.0'), refused);
  t.same(judge('v1.10.2', '4.9.1'), []);
  t.same(judge('v1.11.3', '6.16.0'), refused);
  t.same(judge('v1.12.0', '6.18.0'), []);
  t.same(judge('latest', '4.1.0'), []);
  t.same(judge('v1.16.3', 'strange'), []);
  t.same(lines(rollout({ alloy: { profilers: [] } }), factsOf('3.10.0', 'x86_64')), []);
});

function factsOf(release: string, machine: string): FactsDocument {
  return {
    schemaVersion: 1,
    host: 'ringtail',
    collectedAt: '2026-11-20T00:00:00Z',
    facts: { kernel: { release, machine } },
    gaps: {},
    from: {},
  };
}

t.test('versions', async (t) => {
  const named = (component: string, value: string, from: 'documentation' | 'service-versions' = 'documentation') => ({
    ...located(`${from} ${component}`, value),
    component,
    from,
  });
  const build = (version: string, tag = version) => [
    {
      paths: ['default.nix'],
      summary: {
        name: located('n', 'preserve/pyroscope'),
        version: located('build', version),
        tag: located('tag', tag),
        ports: [],
        volumes: [],
        command: [],
      },
    },
  ];
  const image = (name: string, tag: string) => ({ ...at('server image'), name, tag });
  const versions = [
    named('Pyroscope', '2.2.1'),
    named('pyroscope', 'v2.2.1', 'service-versions'),
    named('alloy', '1.16.3', 'service-versions'),
  ];
  t.same(lines(rollout({ versions })), []);
  t.same(lines(rollout({ versions: [...versions, named('Tempo', '1.0')] })), []);
  t.same(lines(rollout({ versions: [named('Pyroscope', '2.2.0')] })), [
    'documentation Pyroscope agree.version (server image)',
  ]);
  const older = server({ image: image('r.example.org/preserve/pyroscope', 'v2.2.0-5f2c9ab-nix') });
  t.same(lines(rollout({ versions, cluster: { workloads: [older, agent()] } })), [
    'server image agree.version (documentation Pyroscope)',
  ]);
  t.same(lines(rollout({ containers: build('2.2.1', '2.2.0'), cluster: { workloads: [older, agent()] } })), [
    'build agree.version (server image)',
  ]);
  t.same(lines(rollout({ containers: build('2.2.0') })), [], 'an image that nobody runs');
  // Two versions of Alloy: the name of the program may mean either, that of a workload only its own.
  const tracing = workload('tracing', {
    set: set('tracing'),
    container: { image: { ...at('tracing image'), name: 'grafana/alloy', tag: 'v1.16.0' } },
  });
  const two = { workloads: [server(), agent(), tracing] };
  t.same(lines(rollout({ cluster: two, versions: [named('Alloy', '1.16.0'), named('tracing', '1.16.0')] })), []);
  t.same(lines(rollout({ cluster: two, versions: [named('Alloy', '1.15.0')] })), [
    'documentation Alloy agree.version (alloy image)',
  ]);
  t.same(lines(rollout({ cluster: two, versions: [named('tracing', '1.16.3')] })), [
    'documentation tracing agree.version (tracing image)',
  ]);
});

t.test('TLS is on with a certificate and a key', async (t) => {
  const version = parsePyroscopeVersion('2.2');
  const table: readonly (readonly [text: string, place: number | undefined])[] = [
    ['', undefined],
    ['server:\n  http_tls_config:\n    cert_file: /c\n    key_file: /k\n', 42],
    ['server:\n  http_tls_config:\n    key_file: /k\n    cert: x\n', 54],
    ['server:\n  http_tls_config:\n    cert_file: /c\n', undefined],
    ['server:\n  http_tls_config:\n    cert_file: ""\n    key_file: /k\n', undefined],
  ];
  for (const [text, place] of table) {
    const { summary } = await checkPyroscope({ path: 'p.yaml', text }, { version, isExpanded: false });
    t.equal(summary?.httpTls?.span.start, place, text);
  }
});

t.test('names out of files are made safe to show, and secrets are not shown', async (t) => {
  const name = 'x\u001b[31m\u202e\n';
  const url = (text: string) => ({ writes: [{ url: located('url', text) }] });
  const hostile = [
    rollout({ cluster: { services: [service({ name })] }, alloy: url('http://pyroscope.pyroscope.svc:4040') }),
    rollout({
      cluster: {
        workloads: [server(), agent({ args: [located('run', 'run'), located('path', `/etc/alloy/${name}`)], name })],
        services: [service({ ports: [{ ...at('p'), name, port: 1, targetPort: located('t', 2) }] })],
      },
      alloy: { paths: [{ ...located('path', `/var/log/${name}`), access: 'read', component: name }] },
      dataSources: [
        dataSource({ url: located('u', 'http://user:secret@pyroscope.x.svc:4040'), tenant: located('t', name) }),
      ],
    }),
    rollout({ versions: [{ ...located('v', `1.2${name}`), component: 'pyroscope', from: 'documentation' }] }),
    rollout({
      dataSources: [
        dataSource({ tenant: located('t', name) }),
        dataSource({ url: located('u', 'http://user:secret@$HOST') }),
      ],
    }),
  ];
  for (const of of hostile) {
    const { diagnostics, notLookedInto } = checkAgreement(of);
    t.ok(diagnostics.length > 0);
    const shown = [
      ...notLookedInto,
      ...diagnostics.flatMap(({ message, hint = '', related = [] }) => [
        message,
        hint,
        ...related.map((one) => one.message),
      ]),
    ].join('');
    t.notMatch(shown, /[\u001b\u202e\n]|secret/);
  }
});
