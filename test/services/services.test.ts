// What the checks of `stack` and `after-rollout` say of each kind of service, in each of its forms.
import t from 'tap';
import { factName } from '../../src/checks/fact-name.ts';
import { judgeHost } from '../../src/checks/judge.ts';
import { leavesOf } from '../../src/checks/walk.ts';
import type { ServiceRequest } from '../../src/services/request.ts';
import { type AlloyForm, secret, startFakeAlloy } from '../fakes/alloy.ts';
import { type GrafanaForm, grafanaSecret, grafanaToken, startFakeGrafana } from '../fakes/grafana.ts';
import { type LokiForm, startFakeLoki } from '../fakes/loki.ts';
import { type NtfyForm, startFakeNtfy } from '../fakes/ntfy.ts';
import { type PyroscopeForm, startFakePyroscope } from '../fakes/pyroscope.ts';
import { type Asked, json, type Reply, startFake, text } from '../fakes/server.ts';
import { startFakeTempo, type TempoForm } from '../fakes/tempo.ts';
import { collect, judged, lines, packs, type Running, seen, unsaid } from './support/judged.ts';

t.test('Loki', async (t) => {
  const table: Readonly<Record<LokiForm, readonly string[]>> = {
    ready: [],
    starting: [
      'loki.ready unknown not known: whether it is ready (it says that it is starting: it waits a while after being ready; ask again in half a minute)',
    ],
    late: ['loki.ready fail it has been starting for 1 h, wanted at most 2 min'],
    failing: ['loki.ready fail it is not ready: it answered 503'],
    'module-failed': ['loki.modules fail it has modules that do not run: compactor (Failed)'],
  };
  for (const [form, expected] of Object.entries(table) as [LokiForm, string[]][])
    t.same(await lines(startFakeLoki(form), { kind: 'loki', version: '>=3 <4' }), expected, form);
  t.same(await lines(startFakeLoki(), { kind: 'loki', version: '>=4' }), [
    'service.version fail it has version 3.4.2, wanted >=4',
  ]);
  t.same(
    await lines(startFakeLoki('late'), { kind: 'loki' }, { sets: { 'starting-seconds': '7200' } }),
    [
      'loki.ready unknown not known: whether it is ready (it says that it is starting: it waits a while after being ready; ask again in half a minute)',
    ],
    'the limit is a parameter',
  );
});

t.test('Tempo', async (t) => {
  const table: Readonly<Record<TempoForm, readonly string[]>> = {
    ready: [],
    starting: [
      'tempo.ready unknown not known: the seconds since it was started are missing (says no time of its start); whether it is ready (it says that it is starting: some of its services are starting; ask again in half a minute)',
    ],
    late: ['tempo.ready fail it has been starting for 1 h, wanted at most 2 min'],
    failing: ['tempo.ready fail it is not ready: it answered 503'],
    'no-queries': ['tempo.queries fail it does not answer /api/echo'],
  };
  for (const [form, expected] of Object.entries(table) as [TempoForm, string[]][])
    t.same(await lines(startFakeTempo(form), { kind: 'tempo', version: '>=2.7 <3' }), expected, form);
});

t.test('Alloy', async (t) => {
  const early = ['alloy.profiler', 'alloy.sends-profiles'].map((check) => {
    const name = check === 'alloy.profiler' ? 'pyroscope.ebpf' : 'pyroscope.write';
    return `${check} unknown not known: the number of components ${name} of it and the list of unhealthy components ${name} of it cannot be read (it is not known to be ready)`;
  });
  const table: Readonly<Record<AlloyForm, readonly string[]>> = {
    healthy: [],
    'in-module': [],
    starting: [
      'alloy.ready unknown not known: the seconds since it was started are missing (says no time of its start); whether it is ready (it says that it is starting: it loads its configuration; ask again in half a minute)',
      ...early,
    ],
    late: ['alloy.ready fail it has been starting for 1 h, wanted at most 2 min', ...early],
    'no-targets': ['alloy.profiles-sent fail it, since its start: 0 profiles collected, 0 sent, 0 dropped; targets: 0'],
    'nothing-collected': [
      'alloy.profiles-sent fail it, since its start: 0 profiles collected, 0 sent, 0 dropped; targets: 12',
    ],
    'not-sent': [
      'alloy.profiles-sent fail it, since its start: 40 profiles collected, 0 sent, 40 dropped; targets: 12',
    ],
    'ebpf-unhealthy': [
      'alloy.components fail it has components that are not healthy: pyroscope.ebpf.node (unhealthy)',
      'alloy.profiler fail it: not healthy: pyroscope.ebpf.node (unhealthy)',
    ],
    'write-exited': [
      'alloy.components fail it has components that are not healthy: pyroscope.write.server (exited)',
      'alloy.sends-profiles fail it: not healthy: pyroscope.write.server (exited)',
    ],
    'no-profiler': [
      'alloy.profiler fail it runs no pyroscope.ebpf',
      'alloy.profiles-sent unknown not known: the number of profiles that it has collected and the number of profiles that it has sent could not be looked at (unsupported, says nothing of a profiler)',
    ],
  };
  for (const [form, expected] of Object.entries(table) as [AlloyForm, string[]][])
    t.same(await lines(startFakeAlloy(form), { kind: 'alloy', version: '>=1.13 <1.19' }), expected, form);
  const fake = await startFakeAlloy('ebpf-unhealthy');
  t.teardown(fake.stop);
  t.notMatch(
    JSON.stringify(await collect([{ name: 'it', kind: 'alloy', url: fake.url }])),
    secret,
    'no message of a component',
  );
});

t.test('Pyroscope', async (t) => {
  const empty = [
    'pyroscope.profiles-arrive fail it: profiles of 0 services beside itself (0 types) in the last 5 min',
    'pyroscope.profiles-expected fail it: no profile of checkout in the last 5 min',
  ];
  const table: Readonly<Record<PyroscopeForm, readonly string[]>> = {
    full: [],
    empty,
    tenants: [
      'pyroscope.profiles-arrive unknown not known: the number of profile types that arrived lately at it and the number of services other than itself whose profiles arrived lately at it may not be read (denied, 401, it saw no tenant (X-Scope-OrgID): name one in preflight.yaml)',
      'pyroscope.profiles-expected unknown not known: the profiles that arrived at it may not be read (denied, 401, it saw no tenant (X-Scope-OrgID): name one in preflight.yaml)',
    ],
    starting: [
      'pyroscope.ready unknown not known: the seconds since it was started are missing (says no time of its start); whether it is ready (it says that it is starting: it waits a while after being ready; ask again in half a minute)',
    ],
    late: ['pyroscope.ready fail it has been starting for 1 h, wanted at most 2 min'],
    failing: ['pyroscope.ready fail it is not ready: it answered 503'],
    old: [
      'pyroscope.profiles-arrive unknown not known: the number of profile types that arrived lately at it is missing (404, perhaps the url is of another service); the number of services other than itself whose profiles arrived lately at it is missing (404, perhaps the url is of another service)',
      'pyroscope.profiles-expected unknown not known: the profiles that arrived at it are missing (404, perhaps the url is of another service)',
    ],
  };
  const request = { kind: 'pyroscope', version: '>=2 <2.3', expect: ['checkout'] } as const;
  for (const [form, expected] of Object.entries(table) as [PyroscopeForm, string[]][])
    t.same(await lines(startFakePyroscope(form), request), expected, form);
  t.same(await lines(startFakePyroscope('tenants'), { ...request, tenant: 'ops' }), [], 'the tenant is asked for');
  t.same(
    await lines(startFakePyroscope('tenants'), { ...request, tenant: 'dev' }),
    [`${empty[0]}, asked for as tenant dev`, empty[1]],
    'and another one has nothing, which the finding tells',
  );
  t.same(await lines(startFakePyroscope(), { ...request, expect: ['cart', 'payment'] }), [
    'pyroscope.profiles-expected fail it: no profile of payment in the last 5 min',
  ]);
  const findings = await judgeHost(packs, await collect([{ ...request, name: 'it', url: 'http://127.0.0.1:9' }]), 'h');
  const causes = findings.find(({ check }) => check === 'pyroscope.profiles-arrive')?.why;
  t.match(causes, /ready and empty/);
  const { remedy } = packs.checks.find(({ id }) => id === 'pyroscope.profiles-arrive') ?? {};
  t.match(
    remedy?.text,
    /\n1\. HOSTNAME.*\n2\. The tenant.*\n3\. The url.*\n4\. .*__container_id__.*\n5\. .*kptr_restrict/,
    'the causes in their order, one on each line',
  );
  const stages = packs.checks.find(({ id }) => id === 'alloy.profiles-sent');
  t.match(stages?.why, /HOSTNAME.*container id.*kernel symbols.*tenant.*url/, 'and how they are told apart');
});

t.test('Grafana', async (t) => {
  const request = { kind: 'grafana', token: 'PREFLIGHT_TOKEN_G', pyroscopeUid: 'pyro', version: '>=11 <13' } as const;
  const documentOf = async (form: GrafanaForm, more: Partial<ServiceRequest> = {}, token = grafanaToken) => {
    const fake = await startFakeGrafana(form);
    t.teardown(fake.stop);
    const settings = { origins: [fake.url], env: { PREFLIGHT_TOKEN_G: token } };
    const document = await collect([{ ...request, ...more, name: 'it', url: fake.url }], settings);
    t.notMatch(JSON.stringify(document), new RegExp(`${grafanaSecret}|${grafanaToken}`), 'no secret');
    return document;
  };
  const withToken = async (...words: Parameters<typeof documentOf>) => judged(await documentOf(...words));
  t.same(await withToken('healthy'), [], 'a plugin without a test is left out');
  const findings = await judgeHost(packs, await documentOf('healthy'), 'h');
  t.match(
    findings.find(({ id }) => id.endsWith(':tempo') && id.startsWith('grafana.data-sources')),
    { status: 'skip', message: /does not apply: .*its plugin has no test of health/ },
    'and the reason is told',
  );
  const gone = (uid: string) =>
    `grafana.data-sources unknown not known: whether the data source ${uid} is healthy is missing (404, perhaps the data source or its plugin is gone)`;
  t.same(await withToken('gone'), [gone('prom')], 'any other 404 is not known');
  t.same(await withToken('silent'), [gone('tempo')]);
  t.same(await withToken('healthy', { pyroscopeUid: 'pyroscope' }), [
    'grafana.pyroscope-source fail it has no data source of Pyroscope with the uid pyroscope',
  ]);
  t.same(await withToken('sick'), [
    'grafana.data-sources fail it: the data source prom (prometheus) fails its test',
    'alerting.contact-points fail it has no contact point of the type webhook, only email',
    "alerting.rules fail it has paused alert rules on preflight's metrics: host blocked",
    'grafana.traces-to-profiles fail it: traces of tempo lead to gone, which is no data source of Pyroscope',
    'grafana.traces-linked fail it: no data source with traces leads to pyro',
  ]);
  t.same((await withToken('database-failing'))[0], 'grafana.ready fail it says that its database is not well');
  t.match((await withToken('starting'))[0], /^grafana.ready unknown .*502, what stands before it could not reach it/);
  t.match(await withToken('hidden-version'), [/^service.version unknown .*hides its version/]);
  const refused = await withToken('healthy', {}, 'glsa_wrong');
  t.match(refused, [
    /data-sources unknown .*401, the token was refused/,
    /contact-points unknown/,
    /alerting.rules unknown/,
    /pyroscope-source unknown/,
    /traces-to-profiles unknown/,
  ]);
  t.notMatch(refused.join(), /glsa_wrong/);
  const without = { kind: 'grafana' } as const;
  t.same(await lines(startFakeGrafana(), without), [
    'grafana.token fail it is asked without a token: preflight.yaml names none',
  ]);
  t.match(await lines(startFakeGrafana(), request), [
    /data-sources unknown .*PREFLIGHT_TOKEN_G|a token goes only to an origin that is named/,
    /./,
    /./,
    /./,
    /./,
  ]);
});

t.test('ntfy, and anything over HTTP', async (t) => {
  const table: Readonly<Record<NtfyForm, readonly (string | RegExp)[]>> = {
    healthy: [],
    forgetful: [],
    late: [],
    unhealthy: ['ntfy.ready fail it says that it is not healthy'],
    starting: [/^ntfy.ready unknown .*502, what stands before it could not reach it/],
  };
  for (const [form, expected] of Object.entries(table) as [NtfyForm, string[]][]) {
    const found = await lines(startFakeNtfy(undefined, form), { kind: 'ntfy' });
    t.equal(found.length, expected.length, form);
    t.match(found, expected, form);
  }
  const page = (status: number) => startFake(() => ({ status, type: 'text/html', body: '<html>Welcome home</html>' }));
  t.same(await lines(page(200), { kind: 'http', body: 'Welcome' }), []);
  t.same(await lines(page(200), { kind: 'http', body: '<html>*home' }), []);
  t.same(await lines(page(200), { kind: 'http', body: 'Goodbye' }), [
    'http.text fail it answered 200 without the text that preflight.yaml expects (body)',
  ]);
  t.same(await lines(page(503), { kind: 'http' }), ['http.answers fail it answered 503, wanted 200 to 299']);
  t.same(await lines(page(403), { kind: 'http', status: 403 }), []);
  t.same(await lines(page(404), { kind: 'http', status: 403 }), ['http.answers fail it answered 404, wanted 403']);
  t.match(await lines(page(401), { kind: 'http' }), [/^http.answers unknown .*401, it asks for a login/]);
});

t.test('Prometheus while it starts and while it stops', async (t) => {
  const says = (headers: Record<string, string>) =>
    startFake(({ path }) => {
      if (path === '/metrics') return text(`process_start_time_seconds ${Date.now() / 1000 - 4}\n`);
      return { status: 503, type: 'text/plain', body: 'Service Unavailable', headers };
    });
  t.match(await lines(says({}), { kind: 'prometheus' }), [
    /^prometheus.ready unknown .*it is starting: it reads its log/,
  ]);
  t.same(await lines(says({ 'x-prometheus-stopping': 'true' }), { kind: 'prometheus' }), [
    'prometheus.ready fail it is not ready: it answered 503',
  ]);
});

t.test('what cannot be judged is not known, and says why', async (t) => {
  const login = { type: 'text/html; charset=utf-8', body: '<!doctype html><title>Sign in</title>' };
  const elsewhere = { status: 302, headers: { location: 'https://sso.example/login?secret=1' } };
  const replies: readonly (readonly [string, (asked: Asked) => Reply | undefined, RegExp])[] = [
    ['a login page', () => login, /answered 200 with a web page, such as a login/],
    [
      'a redirect to another host',
      () => elsewhere,
      /answered 302 and leads to another host, such as a login; that is not followed/,
    ],
    ['a redirect in a circle', () => ({ status: 301, headers: { location: '/ready' } }), /redirects more than 3 times/],
    [
      'redirects, each in time and all of them not',
      ({ path }) =>
        /(?:\/on){3}$/.test(path)
          ? { ...text('ready'), lasts: 900 }
          : { status: 302, headers: { location: `${path}/on` }, lasts: 900 },
      /the answer was not complete after 3 s/,
    ],
    ['no answer', () => 'hang', /no answer in 1 s/],
    ['a slow body', () => 'slow', /the answer was not complete after 3 s/],
    ['a body without an end', () => 'endless', /the answer is larger than 4096 KiB/],
    ['another text', () => text('OK'), /answered 200, but not as loki does/],
    [
      'a proxy that reaches nobody',
      () => text('no healthy upstream', 503),
      /503, what stands before it could not reach it/,
    ],
    ['a bad gateway', () => ({ ...login, status: 502 }), /502, what stands before it/],
    ['nothing there', () => undefined, /404, perhaps the url is of another service/],
    ['too often', () => text('slow down', 429), /429, asked too often/],
    ['a lock', () => text('who?', 403), /403, it asks for a login and no token is configured/],
  ];
  await Promise.all(
    replies.map(async ([what, reply, expected]) => {
      const found = await lines(startFake(reply), { kind: 'loki' }, { timeout: 1 });
      t.match(found, [expected], what);
      t.match(
        found,
        [/^loki.ready unknown not known: whether it is ready (?:(?:cannot|may not) be read|is missing) \(.*\)$/],
        what,
      );
      t.notMatch(found.join(), /Sign in|secret/, 'nothing of the answer');
    }),
  );
  const inside = (body: string) =>
    startFake(({ path }) =>
      path === '/ready' ? text('ready') : path.includes('build') ? { type: 'application/json', body } : undefined,
    );
  const version = { kind: 'pyroscope', version: '>=2', expect: ['a'] } as const;
  t.match(await lines(inside('{"status":"error","error":"hunter2"}'), version), [
    /service.version unknown .*answered 200 with an error inside/,
    /./,
    /./,
  ]);
  t.match(await lines(inside('<html>'), version), [/service.version unknown .*a web page/, /./, /./]);
  t.match(await lines(inside('{"status":'), version), [/service.version unknown .*no JSON/, /./, /./]);
  t.match(await lines(inside(`{"data":{"version":"${'9'.repeat(300)}"}}`), version), [
    /service.version unknown .*names no version/,
    /./,
    /./,
  ]);
  t.match(await lines(inside(JSON.stringify({ data: { version: '\u001b[2J' } })), version), [
    /names no version/,
    /./,
    /./,
  ]);
});

t.test('what is ready and answers nothing more is known to be ready alone', async (t) => {
  const page = { type: 'text/html', body: '<html>Sign in</html>' };
  const only = (path: string, body: string) => startFake((asked) => (asked.path === path ? text(body) : page));
  const table: readonly (readonly [Promise<Running>, Omit<ServiceRequest, 'name' | 'url'>, readonly string[]])[] = [
    [
      only('/-/ready', 'Alloy is ready.\n'),
      { kind: 'alloy' },
      ['alloy.components', 'alloy.profiler', 'alloy.sends-profiles', 'alloy.profiles-sent'],
    ],
    [only('/ready', 'ready'), { kind: 'loki' }, ['loki.modules']],
    [only('/ready', 'ready'), { kind: 'tempo' }, ['tempo.queries']],
    [
      only('/ready', 'ready'),
      { kind: 'pyroscope', expect: ['a'] },
      ['pyroscope.profiles-arrive', 'pyroscope.profiles-expected'],
    ],
    [only('', ''), { kind: 'grafana' }, ['grafana.ready']],
    [only('', ''), { kind: 'ntfy' }, ['ntfy.ready']],
    [startFake(() => 'hang'), { kind: 'http', body: 'a' }, ['http.answers', 'http.text']],
  ];
  for (const [start, request, expected] of table) {
    const found = await lines(start, request, { timeout: 1 });
    t.same(
      found.filter((line) => !line.startsWith('grafana.token')).map((line) => line.split(' ').slice(0, 2).join(' ')),
      expected.map((check) => `${check} unknown`),
    );
  }
  const broken = startFake(() => text('panic', 500));
  t.match(await lines(broken, { kind: 'alloy' }), [
    'alloy.ready fail it is not ready: it answered 500',
    /^alloy.profiler unknown/,
    /^alloy.sends-profiles unknown/,
  ]);
});

t.test('a token goes to the origins that were named, and nowhere else', async (t) => {
  const sso = await startFake(() => json({ database: 'ok' }));
  t.teardown(sso.stop);
  const fake = await startFake(({ path }) =>
    path === '/api/health' ? { status: 302, headers: { location: `http://127.0.0.1:${sso.port}/` } } : undefined,
  );
  t.teardown(fake.stop);
  const request: ServiceRequest = { name: 'it', kind: 'grafana', url: fake.url, token: 'PREFLIGHT_TOKEN_G' };
  const env = { PREFLIGHT_TOKEN_G: 'glsa_x', OTHER: 'glsa_y' };
  await collect([request], { env });
  t.same(fake.asked.map(({ headers }) => headers.authorization).filter(Boolean), [], 'not without being named');
  await collect([request], { env, origins: [fake.url] });
  t.ok(fake.asked.some(({ headers }) => headers.authorization === 'Bearer glsa_x'));
  t.same(sso.asked, [], 'another port is another host');
  const before = fake.asked.length;
  await collect([{ ...request, token: 'OTHER' }], { env, origins: [fake.url] });
  t.same(
    fake.asked.slice(before).flatMap(({ headers }) => headers.authorization ?? []),
    [],
    'only variables for tokens are read',
  );
});

t.test('a name is resolved once, and many services share what is known of it', async (t) => {
  const fakes = await Promise.all(Array.from({ length: 20 }, () => startFakeLoki()));
  t.teardown(() => Promise.all(fakes.map(({ stop }) => stop())));
  const requests = fakes.map(({ port }, index) => ({
    name: `loki-${index}`,
    kind: 'loki' as const,
    url: `http://localhost:${port}/`,
  }));
  t.same(await judged(await collect(requests)), []);
});

t.test('every check was seen to pass, to fail and not to know', async (t) => {
  const empty = {
    schemaVersion: 1,
    host: 'h',
    collectedAt: '2026-01-01T00:00:00Z',
    facts: {},
    gaps: {},
    from: {},
  } as const;
  const findings = await judgeHost(packs, empty, 'h');
  t.same(
    findings.filter(({ status }) => status === 'pass' || status === 'fail'),
    [],
    'on nothing none passes or fails',
  );
  // Of the receiver Prometheus itself tells, of the test message the tests of the command.
  const elsewhere = [
    'prometheus.ready',
    'prometheus.remote-write',
    'prometheus.targets',
    'prometheus.textfiles',
    'alerting.test-message',
  ];
  const silent = ['grafana.token', 'grafana.traces-linked'];
  for (const { id } of packs.checks.filter(({ id }) => !elsewhere.includes(id))) {
    const wanted = silent.includes(id) ? ['pass', 'fail'] : ['pass', 'fail', 'unknown'];
    t.same(
      wanted.filter((status) => !seen.get(id)?.has(status)),
      [],
      id,
    );
  }
  const prometheus = ['remote-write', 'targets', 'textfiles'].map((name) => `prometheus.${name}`);
  const here = packs.checks.filter(({ id }) => ![...prometheus, 'alerting.test-message'].includes(id));
  t.same(unsaid(here), [], 'every failure is told in the words of its check');
});

t.test(
  'every fact that is asked for has a name for people, titles say what must hold, and each says what to do',
  async (t) => {
    for (const { id, title, each = '', when, require, risk, remedy } of packs.checks) {
      t.match(title, /\b(must|should)\b/, id);
      t.ok(remedy?.text, `${id}: what to do next`);
      t.match(risk, /^(?!None)./, `${id}: a risk, and one that is any`);
      for (const { part } of [...leavesOf(require), ...(when ? leavesOf(when) : [])]) {
        const pointer = part.fact.startsWith('/') ? part.fact : `${each.replace('*', 'NAME')}/KEY/${part.fact}`;
        t.not(factName(pointer), pointer, `${id}: ${pointer}`);
      }
    }
  },
);
