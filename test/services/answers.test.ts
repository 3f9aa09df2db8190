// Answers of a shape that no such service gives, lists that are longer than what is told, and services that start.
import fc from 'fast-check';
import t from 'tap';
import { demandsNothing, holdsPattern } from '../../src/base/text-pattern.ts';
import { loadPacks } from '../../src/checks/load.ts';
import { openClient } from '../../src/services/client.ts';
import { Draft } from '../../src/services/draft.ts';
import { alloy as askAlloy } from '../../src/services/kinds/alloy.ts';
import { probeOf } from '../../src/services/probe.ts';
import type { ServiceRequest } from '../../src/services/request.ts';
import { startFakeAlloy } from '../fakes/alloy.ts';
import { startFakeFrigate } from '../fakes/frigate.ts';
import { json, pathOf, type Reply, startFake, text } from '../fakes/server.ts';
import { collect, judged, lines, packs, seen, unsaid } from './support/judged.ts';

const up = 'up == 0';
const total = 'count(up)';
const ages = 'time() - node_textfile_mtime_seconds';

function sample(value: unknown, metric: object = {}) {
  return { metric, value: [1_764_300_000, value] };
}

function result(...samples: readonly unknown[]): Reply {
  return json({ status: 'success', data: { resultType: 'vector', result: samples } });
}

const well: Readonly<Record<string, Reply>> = { [up]: result(), [total]: result(sample('3')), [ages]: result() };

/** A Prometheus that is ready, by what it answers to queries and, with `flags`, of its flags. */
function prometheus(queries: Readonly<Record<string, Reply>>, flags: unknown = {}) {
  return startFake((asked) => {
    const path = pathOf(asked);
    if (path === '/-/ready') return text('Prometheus Server is Ready.\n');
    if (path === '/api/v1/status/flags') return json({ status: 'success', data: flags });
    const query = new URL(asked.path, 'http://h').searchParams.get('query') ?? '';
    return path === '/api/v1/query' ? { ...well, ...queries }[query] : undefined;
  });
}

const ofPrometheus = (queries: Readonly<Record<string, Reply>>, sets: Readonly<Record<string, string>> = {}) =>
  lines(prometheus(queries), { kind: 'prometheus' }, { sets });

t.test('Pyroscope: only its own shapes say that there are no profiles', async (t) => {
  const answering = (body: unknown) =>
    startFake((asked) =>
      asked.path === '/ready' ? text('ready\n') : asked.method === 'POST' ? json(body) : undefined,
    );
  const odd = [{ status: 'error' }, [], null, 'profiles', 0, { profileTypes: {}, labelsSet: {} }, { code: 'internal' }];
  for (const body of odd)
    t.match(
      await lines(answering(body), { kind: 'pyroscope', expect: ['checkout'] }),
      [
        /^pyroscope.profiles-arrive unknown .*lately.* and .*lately.*answered 200, but not as pyroscope does/,
        /^pyroscope.profiles-expected unknown .*answered 200, but not as pyroscope does/,
      ],
      JSON.stringify(body),
    );
  for (const body of [{}, { profileTypes: [], labelsSet: [] }])
    t.match(await lines(answering(body), { kind: 'pyroscope' }), [
      'pyroscope.profiles-arrive fail it: profiles of 0 services beside itself (0 types) in the last 5 min',
    ]);
});

t.test('Prometheus: a success without a result is none', async (t) => {
  t.same(await ofPrometheus({}), []);
  const odd = [{}, { data: {} }, { data: { result: null } }, { data: { result: [{ metric: {} }] } }];
  for (const body of odd.map((one) => ({ status: 'success', ...one }))) {
    for (const query of [up, total])
      t.match(
        await ofPrometheus({ [query]: json(body) }),
        [/^prometheus.targets unknown .*answered 200, but not as prometheus does/],
        JSON.stringify([query, body]),
      );
    t.match(await ofPrometheus({ [ages]: json(body) }), [
      /^prometheus.textfiles unknown .*answered 200, but not as prometheus does/,
    ]);
  }
  t.match(await ofPrometheus({ [up]: json({ status: 'error' }) }), [/targets unknown .*200 with an error inside/]);
  t.match(await ofPrometheus({ [up]: text('busy', 503) }), [/targets unknown .*answered 503/]);
  t.match(await ofPrometheus({ [ages]: text('busy', 422) }), [/textfiles unknown .*answered 422/]);
});

t.test('Prometheus: the receiver of remote writes', async (t) => {
  const of = (flags: unknown) => lines(prometheus({}, flags), { kind: 'prometheus', remoteWrite: true });
  t.same(await of({ 'web.enable-remote-write-receiver': 'true' }), []);
  t.same(await of({ 'enable-feature': 'exemplar-storage,remote-write-receiver' }), [], 'before 2.33');
  t.match(await of({ 'web.enable-remote-write-receiver': 'false' }), [/^prometheus.remote-write fail /]);
  t.match(await of({ 'web.listen-address': ':9090' }), [/^prometheus.remote-write unknown .*names no such flag/]);
  t.match(await of(null), [/^prometheus.remote-write unknown .*answered 200, but not as prometheus does/]);
  const broken = startFake((asked) =>
    pathOf(asked) === '/-/ready' ? text('Prometheus Server is Ready.\n') : json({ status: 'error', error: 'hunter2' }),
  );
  const inside = await lines(broken, { kind: 'prometheus', remoteWrite: true });
  t.match(inside, [
    /^prometheus.remote-write unknown .*answered 200 with an error inside/,
    /^prometheus.targets unknown .*answered 200 with an error inside/,
    /^prometheus.textfiles unknown .*answered 200 with an error inside/,
  ]);
  t.equal(inside[1]?.match(/answered 200/g)?.length, 1, 'one reason is told once, whatever it is the reason for');
});

t.test('Prometheus: targets beyond those that are told do not pass', async (t) => {
  const down = (count: number) =>
    result(...Array.from({ length: count }, (_, index) => sample('0', { job: 'blackbox', instance: `h${index}` })));
  const ignoring = { 'targets-ignored': 'blackbox/*' };
  t.same(await ofPrometheus({ [up]: down(50) }, ignoring), []);
  t.match(await ofPrometheus({ [up]: down(51) }, ignoring), [
    /^prometheus.targets unknown .*51 targets are down, and the names of 50 are told/,
  ]);
  t.match(await ofPrometheus({ [up]: down(51) }), [/^prometheus.targets fail /], 'what is known to fail does');
});

t.test('Prometheus: a target that is a URL is told without what is secret in it', async (t) => {
  const table = [
    ['https://robot:hunter2@site.example/x?token=hunter2', 'https://site.example/x'],
    ['robot:hunter2@site.example:9115', 'site.example:9115'],
    ['https://site.example/@robot#hunter2', 'https://site.example/@robot'],
    ['[::1]:9100', '[::1]:9100'],
  ] as const;
  for (const [instance, told] of table) {
    const found = await ofPrometheus({ [up]: result(sample('0', { job: 'blackbox', instance })) });
    t.ok(
      found[0]?.replaceAll('"', '').endsWith(`targets that are down, of 3: blackbox/${told}`),
      `${told}: ${found[0]}`,
    );
    t.notMatch(found.join(), /hunter2/);
  }
});

t.test('Prometheus: textfiles are told apart by their paths, and none is left out unsaid', async (t) => {
  const file = (age: unknown, path: string, instance = 'n:9100') => sample(age, { instance, file: path });
  t.same(
    await ofPrometheus({
      [ages]: result(file('9000', '/x/f.prom'), file('5', '/y/f.prom'), file('7', '/x/f.prom', 'm')),
    }),
    ['prometheus.textfiles fail it: n:9100:/x/f.prom was written 2 h 30 min ago, wanted at most 2 h'],
  );
  t.match(
    await ofPrometheus({ [ages]: result(file('5', '/f'), file('8000', '/f')) }),
    [/fail .* written 2 h 13 min ago/],
    'the older of one path',
  );
  t.match(
    await ofPrometheus({ [ages]: result(file('5', '/f'), file('NaN', '/g'), file('8000', '/f')) }),
    [/fail .* written 2 h 13 min ago/, /has 3 textfiles, and 2 are told/],
    'also beside one whose age is no number',
  );
  const fresh = (count: number) => Array.from({ length: count }, (_, index) => file('5', `/f/${index}.prom`));
  t.same(await ofPrometheus({ [ages]: result(...fresh(500)) }), []);
  const others = /^prometheus.textfiles unknown .*has 501 textfiles, and 500 are told/;
  t.match(await ofPrometheus({ [ages]: result(...fresh(501)) }), [others]);
  t.match(
    await ofPrometheus({ [ages]: result(...fresh(500), file('9000', '/old.prom')) }),
    [/^prometheus.textfiles fail .*n:9100:\/old.prom was written 2 h 30 min ago/, others],
    'the oldest are told',
  );
  for (const odd of [file('NaN', '/f'), file('5', `/${'f'.repeat(255)}`), file('5', '\u0007')])
    t.match(await ofPrometheus({ [ages]: result(odd) }), [/textfiles unknown .*has 1 textfiles, and 0 are told/]);
});

t.test('Grafana: its list is looked through to its end', async (t) => {
  const source = (uid: string, type: string, jsonData: object = {}) => ({ uid, type, jsonData });
  const grafana = (count: number) =>
    startFake((asked) => {
      const path = pathOf(asked);
      if (path === '/api/health') return json({ database: 'ok', version: '12.1.0' });
      if (path.endsWith('/health')) return json({ status: 'OK' });
      if (path === '/api/v1/provisioning/alert-rules')
        return json([{ title: 'r', data: [{ expr: 'preflight_verdict' }] }]);
      if (path === '/api/v1/provisioning/contact-points') return json([{ type: 'webhook' }]);
      if (path !== '/api/datasources') return undefined;
      const links = { tracesToProfiles: { datasourceUid: 'pyro' } };
      const many = Array.from({ length: count - 2 }, (_, index) => source(`p${index}`, 'prometheus'));
      return json([source('t', 'tempo', links), ...many, source('pyro', 'grafana-pyroscope-datasource')]);
    });
  const of = async (count: number) => {
    const fake = await grafana(count);
    return lines(
      Promise.resolve(fake),
      { kind: 'grafana', token: 'PREFLIGHT_TOKEN_G', pyroscopeUid: 'pyro' },
      { origins: [fake.url], env: { PREFLIGHT_TOKEN_G: 'glsa_x' } },
    );
  };
  t.same(await of(50), []);
  t.match(
    await of(51),
    [
      /^grafana.data-sources unknown .*has 51 data sources, and 50 are looked at/,
      /^grafana.traces-to-profiles unknown .*has 51 data sources/,
    ],
    'the last of them is found by its uid, and the one that is not looked at does not pass',
  );
});

t.test('Alloy: modules that are not looked into do not pass', async (t) => {
  const component = (name: string, more: object = {}) => ({
    name,
    localID: name,
    health: { state: 'healthy' },
    ...more,
  });
  const alloy = (modules: number, ...others: readonly object[]) =>
    startFake((asked) => {
      const path = pathOf(asked);
      if (path === '/-/ready') return text('Alloy is ready.\n');
      if (path === '/metrics')
        return text(
          'pyroscope_ebpf_active_targets 1\npyroscope_ebpf_pprofs_total 1\npyroscope_write_sent_profiles_total 1\n',
        );
      if (path.startsWith('/api/v0/web/modules/')) return json([component('local.file')]);
      const createdModuleIDs = Array.from({ length: modules }, (_, index) => `m${index}`);
      return json([component('foreach', { createdModuleIDs }), ...others]);
    });
  const both = [component('pyroscope.ebpf'), component('pyroscope.write')];
  t.same(await lines(alloy(50, ...both), { kind: 'alloy' }), []);
  const rest = /has more than 50 modules, and the rest is not looked into/;
  const open = (check: string) => new RegExp(`^${check} unknown .*${rest.source}`);
  t.match(await lines(alloy(51, ...both), { kind: 'alloy' }), [
    open('alloy.components'),
    open('alloy.profiler'),
    open('alloy.sends-profiles'),
  ]);
  t.match(await lines(alloy(51), { kind: 'alloy' }), [
    open('alloy.components'),
    open('alloy.profiler'),
    open('alloy.sends-profiles'),
  ]);
  const sick = component('pyroscope.ebpf', { health: { state: 'exited' } });
  t.match(await lines(alloy(51, sick), { kind: 'alloy' }), [
    /^alloy.components fail /,
    /^alloy.profiler fail /,
    open('alloy.sends-profiles'),
  ]);
  t.same(await lines(startFakeAlloy('in-module'), { kind: 'alloy' }), []);

  const fake = await startFakeAlloy('in-module');
  const client = openClient({ timeout: 5, ca: [], signal: new AbortController().signal });
  t.teardown(() => Promise.all([fake.stop(), client.close()]));
  const request = { name: 'it', kind: 'alloy', url: fake.url } as const;
  const draft = new Draft(request.name, request.kind);
  const times = [0, 40_000, 80_000];
  const given = {
    ...{ request, base: new URL(fake.url), client, draft, minutes: 5 },
    token: () => undefined,
    wants: (fact: string) => fact === 'components',
    now: () => new Date(times.shift() ?? Number.NaN),
  };
  await askAlloy(probeOf(given));
  const { facts, gaps } = draft.result();
  t.equal(facts.components?.total, 1, 'what was told in time is known');
  t.match(gaps, {
    '/services/it/components/unhealthy': { detail: /^has modules that are told after 60 s, and the rest is not/ },
  });
  t.notOk(
    fake.asked.some(({ path }) => path.includes('modules')),
    'and no more is asked',
  );
});

t.test('Alloy: how far profiles get, by its own numbers alone', async (t) => {
  const of = async (metrics: Reply) => {
    const list = ['pyroscope.ebpf', 'pyroscope.write'].map((name) => ({ name, health: { state: 'healthy' } }));
    const replies: Readonly<Record<string, Reply>> = {
      '/-/ready': text('Alloy is ready.\n'),
      '/api/v0/web/components': json(list),
      '/metrics': metrics,
    };
    return lines(
      startFake((asked) => replies[pathOf(asked)]),
      { kind: 'alloy' },
    );
  };
  const numbers = (targets: unknown, collected: unknown, sent: unknown) =>
    text(
      `pyroscope_ebpf_active_targets{a="}  1"} ${targets}\npyroscope_ebpf_pprofs_total ${collected}\npyroscope_ebpf_pprofs_total_more 7\npyroscope_write_sent_profiles_total{} ${sent}\n`,
    );
  t.same(await of(numbers(0, 1, 1)), [], 'the number of targets, which older ones do not count, decides nothing');
  t.match(await of(numbers(3, 0, 0)), [
    /^alloy.profiles-sent fail .* 0 profiles collected, 0 sent, 0 dropped; targets: 3$/,
  ]);
  for (const odd of ['NaN', '-1', '+Inf', '1e300', 'many', ''])
    t.match(await of(numbers(3, odd, 1)), [/^alloy.profiles-sent unknown .*answered 200, but not as alloy does/], odd);
  t.match(await of(text('')), [/^alloy.profiles-sent unknown .*says nothing of a profiler/]);
  t.match(await of(text('busy', 503)), [/^alloy.profiles-sent unknown .*answered 503/]);
  t.match(await of({ type: 'text/html', body: '<html>' }), [/^alloy.profiles-sent unknown .*a web page/]);
  t.match(await of('endless'), [/^alloy.profiles-sent unknown .*larger than 4096 KiB/]);
});

t.test('what starts says so in many ways, and for too long it fails', async (t) => {
  const starting = (ready: string, started: string, request: Omit<ServiceRequest, 'name' | 'url'>) =>
    lines(
      startFake(({ path }) => {
        if (path === '/metrics') return text(`process_start_time_seconds ${started}\n`);
        return /ready/.test(path) ? text(ready, 503) : undefined;
      }),
      request,
    );
  const before = (seconds: number) => `${Date.now() / 1000 - seconds}`;
  t.match(await starting('Service Unavailable', before(3600), { kind: 'prometheus' }), [
    /^prometheus.ready fail it has been starting for (?:1 h|59 min 59 s), wanted at most 2 min/,
  ]);
  t.match(await starting('Service Unavailable', before(3), { kind: 'prometheus' }), [
    /^prometheus.ready unknown .*it is starting: it reads its log/,
  ]);
  for (const state of ['JOINING', 'PENDING'])
    t.match(await starting(`Ingester not ready: instance a in state ${state}\n`, before(3), { kind: 'loki' }), [
      /^loki.ready unknown .*it is joining the ring/,
    ]);
  t.match(await starting('Ingester not ready: instance a in state LEAVING\n', before(3), { kind: 'loki' }), [
    /^loki.ready fail /,
  ]);
  t.match(await starting('Ingester not ready: waiting for 15s after being ready\n', before(-600), { kind: 'loki' }), [
    /^loki.ready unknown .*says a time of its start that lies ahead/,
  ]);
});

t.test('Frigate: its version is judged, although it is not asked whether it is ready', async (t) => {
  const of = (version: string) => lines(startFakeFrigate(), { kind: 'frigate', version });
  t.same(await of('>=0.16 <0.17'), []);
  t.match(await of('>=0.17'), ['service.version fail it has version 0.16.1, wanted >=0.17']);
  t.match(await lines(startFakeFrigate('failing'), { kind: 'frigate', version: '>=0.17' }), [
    /^service.version unknown .*answered 500/,
  ]);
  const document = await collect([{ name: 'it', kind: 'frigate', url: 'http://127.0.0.1:9', version: '>=0.17' }]);
  t.match(document.gaps, { '/services/it/version': { detail: /refused the connection/ } });
});

t.test('the text that an answer must hold: stars for what stands between', async (t) => {
  const page = 'status: ok\ncolour: *red*\n[a.c] $1 \\d ÄÖ';
  const table: readonly (readonly [string, boolean])[] = [
    ['ok', true],
    ['OK', false],
    ['status*red', true],
    ['*ok*', true],
    ['ok*status', false],
    ['o*k', true],
    ['ok*ok', false],
    ['\\*red\\*', true],
    ['ok\\*', false],
    ['**r**d**', true],
    ['[a.c] $1 \\d', true],
    ['a.c', true],
    ['abc', false],
    ['ok$', false],
    ['^status', false],
    ['ÄÖ', true],
    ['', true],
  ];
  for (const [pattern, held] of table) t.equal(holdsPattern(page, pattern), held, pattern);
  t.ok(holdsPattern('', '*') && !holdsPattern('', 'a'));
  t.same(['', '*', '***', '\\*', 'a*'].map(demandsNothing), [true, true, true, false, false]);
  // What would keep a regular expression busy for ever.
  t.notOk(holdsPattern('a'.repeat(4 * 1024 * 1024), `${'a*'.repeat(499)}b`));
  t.notOk(holdsPattern('a'.repeat(4 * 1024 * 1024), `${'a'.repeat(998)}ba`));
  t.notOk(holdsPattern('ab'.repeat(1024 * 1024), `b${'ab*'.repeat(300)}c`));
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '\n') }), { minLength: 1 });
  const escaped = (text: string) => text.replaceAll('*', '\\*');
  fc.assert(
    fc.property(texts, (pieces) => {
      // A backslash before a wildcard makes a star of it.
      const sound = pieces.filter((piece) => !piece.endsWith('\\'));
      return holdsPattern(sound.join('between'), sound.map(escaped).join('*'));
    }),
  );
});

t.test('what an older version does not have is not known', async (t) => {
  const only = (path: string, body: string) => startFake((asked) => (pathOf(asked) === path ? text(body) : undefined));
  const missing = (check: string) => new RegExp(`^${check} unknown .*404, perhaps the url is of another service`);
  t.match(await lines(only('/-/ready', 'Alloy is ready.\n'), { kind: 'alloy', version: '>=1.13' }), [
    missing('service.version'),
    missing('alloy.components'),
    missing('alloy.profiler'),
    missing('alloy.sends-profiles'),
    missing('alloy.profiles-sent'),
  ]);
  t.match(await lines(only('/ready', 'ready\n'), { kind: 'pyroscope', version: '>=1' }), [
    missing('service.version'),
    missing('pyroscope.profiles-arrive'),
  ]);
  t.match(await lines(only('/ready', 'ready\n'), { kind: 'loki', version: '>=3' }), [
    missing('service.version'),
    missing('loki.modules'),
  ]);
  t.match(await lines(only('/-/ready', 'Prometheus Server is Ready.\n'), { kind: 'prometheus', remoteWrite: true }), [
    missing('prometheus.remote-write'),
    missing('prometheus.targets'),
    missing('prometheus.textfiles'),
  ]);
});

t.test('Pyroscope: its own profiles are not those of the rollout', async (t) => {
  const series = (name: string) => ({ labels: [{ name: 'service_name', value: name }] });
  const of = (...names: readonly string[]) =>
    startFake((asked) => {
      if (asked.path === '/ready') return text('ready\n');
      return asked.method === 'POST'
        ? json({ profileTypes: [{ ID: 'memory' }, { ID: 'process_cpu' }], labelsSet: names.map(series) })
        : undefined;
    });
  t.match(await lines(of('pyroscope'), { kind: 'pyroscope' }), [
    'pyroscope.profiles-arrive fail it: profiles of 0 services beside itself (2 types) in the last 5 min',
  ]);
  t.same(await lines(of('pyroscope', 'cart'), { kind: 'pyroscope' }), []);
});

t.test('what has nothing while it starts, or is another service, is not known to stay empty', async (t) => {
  const says = (ready: Reply, other: unknown) =>
    startFake((asked) => (/ready/.test(asked.path) ? ready : asked.path === '/metrics' ? undefined : json(other)));
  const starting = text('Segment Writer not ready: waiting for 30s after being ready\n', 503);
  const pyroscope = { kind: 'pyroscope', expect: ['cart'] } as const;
  for (const ready of [starting, json({})])
    t.match(await lines(says(ready, {}), pyroscope), [
      /^pyroscope.ready unknown/,
      /^pyroscope.profiles-arrive unknown .*has none, and is not known to be ready/,
      /^pyroscope.profiles-expected unknown .*has none, and is not known to be ready/,
    ]);
  for (const ready of [text('Alloy is not ready.\n', 503), json([])])
    t.match(await lines(says(ready, []), { kind: 'alloy' }), [
      /^alloy.ready unknown/,
      /^alloy.profiler unknown .*it is not known to be ready/,
      /^alloy.sends-profiles unknown .*it is not known to be ready/,
    ]);
  t.match(await lines(says(text('Service Unavailable', 503), {}), { kind: 'prometheus', remoteWrite: true }), [
    /^prometheus.ready unknown/,
    /^prometheus.remote-write unknown .*it is not known to be ready/,
  ]);
});

t.test('what stands before a service does not speak for it', async (t) => {
  const kinds = ['prometheus', 'loki', 'tempo', 'alloy', 'pyroscope', 'grafana', 'ntfy'] as const;
  const answers = [
    text('', 503),
    text('error code: 522', 522),
    text('sign in to this network', 511),
    text('who?', 407),
    json({ message: 'failure to get a peer from the ring-balancer' }, 503),
  ];
  for (const answer of answers)
    for (const kind of kinds) {
      const found = await lines(
        startFake(() => answer),
        { kind },
      );
      t.same(
        found.filter((line) => / fail /.test(line) && !line.startsWith('grafana.token')),
        [],
        `${kind} ${answer.status}`,
      );
      t.ok(found.some((line) => line.startsWith(`${kind}.ready unknown`)));
    }
  for (const status of [407, 429, 502, 504, 511, 522]) {
    t.match(
      await lines(
        startFake(() => text('x', status)),
        { kind: 'http' },
      ),
      [/^http.answers unknown/],
    );
    t.same(
      await lines(
        startFake(() => text('x', status)),
        { kind: 'http', status },
      ),
      [],
      'unless that is expected',
    );
  }
});

t.test('a page behind a login is not taken for the page that is asked for', async (t) => {
  const site = (to: string) =>
    startFake(({ path }) =>
      path === to ? { type: 'text/html', body: '<html>page</html>' } : { status: 302, headers: { location: to } },
    );
  for (const to of ['/login', '/oauth2/sign_in', '/users/sign-in', '/auth/'])
    t.match(await lines(site(to), { kind: 'http' }), [/^http.answers unknown .*denied, leads to a login/], to);
  for (const to of ['/home', '/blog/inside', '/authors', '/assorted'])
    t.same(await lines(site(to), { kind: 'http' }), [], to);
  const asked = await site('/login');
  t.teardown(asked.stop);
  t.same(
    await judged(await collect([{ name: 'it', kind: 'http', url: `${asked.url}/login` }])),
    [],
    'unless the login itself is asked for',
  );
});

t.test('Pyroscope: nothing is said of expected services where none is', async (t) => {
  const closed = (more: object) =>
    lines(
      startFake(({ path }) => (path === '/ready' ? text('ready\n') : text('no', 403))),
      { kind: 'pyroscope', ...more },
    );
  t.match(await closed({}), [/^pyroscope.profiles-arrive unknown/]);
  t.match(await closed({ expect: ['cart'] }), [
    /^pyroscope.profiles-arrive unknown/,
    /^pyroscope.profiles-expected unknown/,
  ]);
  const silent = await collect([{ name: 'it', kind: 'pyroscope', url: 'http://127.0.0.1:9' }]);
  t.match(await judged(silent), [/^pyroscope.ready unknown/, /^pyroscope.profiles-arrive unknown/]);
});

t.test('every check names one of the runbooks, below the base that is given', async (t) => {
  const { checks } = await loadPacks(['after-rollout', 'platform'], { sets: { runbooks: 'https://wiki.example/r/' } });
  const base = 'https://wiki.example/r/';
  t.same(
    [...new Set(checks.map(({ runbook = '' }) => runbook))].toSorted(),
    [
      'deploy-infra-alerting',
      'runbook-argocd-out-of-sync',
      'runbook-frigate-camera-down',
      'runbook-pod-not-ready',
      'runbook-postgres-unhealthy',
      'runbook-service-probe-failure',
      'runbook-textfile-stale',
    ].map((name) => `${base}${name}`),
  );
});

t.test('Grafana: a health that is none, and rules however deep they are', async (t) => {
  const grafana = async (health: Reply, rules: string) => {
    const fake = await startFake((asked) => {
      const path = pathOf(asked);
      if (path === '/api/health') return json({ database: 'ok', version: '12.1.0' });
      if (path.endsWith('/health')) return health;
      if (path === '/api/datasources') return json([{ uid: 'pyro', type: 'grafana-pyroscope-datasource' }]);
      if (path === '/api/v1/provisioning/contact-points') return json([{ type: 'webhook' }]);
      return path === '/api/v1/provisioning/alert-rules' ? { type: 'application/json', body: rules } : undefined;
    });
    return lines(
      Promise.resolve(fake),
      { kind: 'grafana', token: 'PREFLIGHT_TOKEN_G', pyroscopeUid: 'pyro' },
      { origins: [fake.url], env: { PREFLIGHT_TOKEN_G: 'glsa_x' } },
    );
  };
  const watching = JSON.stringify([{ title: 'r', data: [{ model: { expr: 'max(\npreflight_verdict)' } }] }]);
  const well = json({ status: 'OK' });
  t.same(await grafana(well, watching), [], 'a metric at the beginning of a line');
  const deep = `[{"data":${'['.repeat(100_000)}"preflight_verdict"${']'.repeat(100_000)}}]`;
  t.same(await grafana(well, deep), []);
  t.match(await grafana(well, deep.replace('preflight_verdict', 'up')), [
    "alerting.rules fail it has no alert rule on preflight's metrics",
  ]);
  for (const odd of [text('fine'), json({}), text('Bad Request', 400), json({ message: 'no' }, 400)])
    t.match(await grafana(odd, watching), [
      /^grafana.data-sources unknown .*(?:no JSON|not as grafana does)/,
      /^grafana.pyroscope-source unknown .*(?:no JSON|not as grafana does)/,
    ]);
  const inside = json({ details: { status: 'OK' }, status: 'ERROR' });
  t.match(await grafana(inside, watching), [/^grafana.data-sources fail /, /^grafana.pyroscope-source fail /]);
});

t.test('what is long costs no more than its length', async (t) => {
  // Four MiB in which what a starting service says begins again and again.
  const again = 'not ready: '.repeat(380_000);
  t.match(
    await lines(
      startFake(() => text(again, 503)),
      { kind: 'loki' },
    ),
    [/^loki.ready fail /],
  );
  const many = `[${'{},'.repeat(1_300_000)}{}]`;
  const alloy = (asked: { readonly path: string }) => {
    if (asked.path === '/-/ready') return text('Alloy is ready.\n');
    return asked.path.startsWith('/api/v0/web/') ? { type: 'application/json', body: many } : undefined;
  };
  t.match(await lines(startFake(alloy), { kind: 'alloy' }), [
    /^alloy.components unknown .*has more than 10000 components, and the rest is not looked into/,
    /^alloy.profiler unknown .*has more than 10000 components/,
    /^alloy.sends-profiles unknown/,
    /^alloy.profiles-sent unknown/,
  ]);
});

t.test('every check of Prometheus was seen to pass, to fail and not to know', async (t) => {
  const checks = packs.checks.filter(({ id }) => id.startsWith('prometheus.'));
  t.same(unsaid(checks), []);
  for (const { id } of checks)
    t.same([...(seen.get(id) ?? [])].filter((status) => status !== 'skip').toSorted(), ['fail', 'pass', 'unknown'], id);
});
