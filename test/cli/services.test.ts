// preflight check over the services of preflight.yaml: with and without hosts, over TLS, with tokens, and with bad input.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import { grafanaSecret, grafanaToken, startFakeGrafana } from '../fakes/grafana.ts';
import { startFakeLoki } from '../fakes/loki.ts';
import { startFakeNtfy } from '../fakes/ntfy.ts';
import { startFakePyroscope } from '../fakes/pyroscope.ts';
import { json, pathOf, type Reply, startFake, text } from '../fakes/server.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const folder = await temporaryFolder();
t.teardown(folder.remove);
const cwd = folder.path;

function project(...services: readonly object[]): string {
  return JSON.stringify({ version: 1, services });
}

/** A report in JSON, its exit code, and nothing on standard error. */
async function checked(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await preflight(['check', '-q', '--format', 'json', ...words], { cwd, env });
  t.equal(stderr, '', words.join(' '));
  const report: Report = JSON.parse(stdout);
  const found = report.findings.filter(({ status }) => status === 'fail' || status === 'unknown');
  return {
    code,
    report,
    text: stdout,
    found: found.map(({ check, status, message }) => `${check} ${status} ${message}`),
  };
}

t.test('services alone need no host, and are a target of their own', async (t) => {
  const [loki, pyroscope] = [await startFakeLoki(), await startFakePyroscope('empty')];
  t.teardown(() => Promise.all([loki.stop(), pyroscope.stop()]));
  await folder.write({
    'preflight.yaml': project(
      { name: 'logs', kind: 'loki', url: loki.url },
      { name: 'profiles', kind: 'pyroscope', url: pyroscope.url },
    ),
  });
  const before = await checked(['--pack', 'stack']);
  t.equal(before.code, 0);
  t.match(before.report.targets, [{ kind: 'service', name: 'services', verdict: 'ready' }]);
  t.equal(before.report.summary.sentence, 'nothing wrong');
  t.notOk(
    pyroscope.asked.some(({ path }) => path.includes('querier')),
    'only what a check asks for is asked',
  );
  const after = await checked(['--pack', 'after-rollout']);
  t.equal(after.code, 1);
  t.match(after.found, [/^pyroscope.profiles-arrive fail profiles: profiles of 0 services /]);
  t.match(
    after.report.findings.find(({ status }) => status === 'fail'),
    {
      id: 'pyroscope.profiles-arrive:services:profiles',
      remedy: { text: /HOSTNAME/ },
      runbook: 'runbook-service-probe-failure',
    },
  );
  const pretty = await preflight(['check', '--pack', 'after-rollout'], { cwd });
  t.match(
    pretty.stdout,
    /Look at the likely causes in this order.*\n +1\. HOSTNAME.*\n +2\. The tenant.*\n +3\. The url.*\n +4\. Targets without.*\n +5\. Kernel symbols/s,
    'each cause on a line of its own',
  );
  await folder.write({
    'house.yaml':
      'pack: house\nextends: after-rollout\noverrides: { pyroscope.profiles-arrive: { severity: warning }, loki.ready: { disabled: true } }\n',
  });
  t.equal((await checked(['--pack', './house.yaml'])).code, 0, 'severity by id');
});

t.test('of a service that does not answer the screen says where to look', async (t) => {
  const loki = await startFakeLoki();
  await loki.stop();
  await folder.write({ 'preflight.yaml': project({ name: 'logs', kind: 'loki', url: loki.url }) });
  const words = ['check', '--pack', 'stack', '--set', 'runbooks=https://wiki.example/runbooks'];
  const { stdout } = await preflight(words, { cwd });
  t.match(
    stdout,
    /^UNKNOWN .*\n(?: +\w.*\n)*? +see +https:\/\/wiki\.example\/runbooks\/runbook-service-probe-failure$/m,
  );
});

t.test('beside hosts, services are judged once, whatever becomes of a host', async (t) => {
  const loki = await startFakeLoki('failing');
  t.teardown(loki.stop);
  await folder.write({ 'preflight.yaml': project({ name: 'logs', kind: 'loki', url: loki.url }) });
  const { report, found } = await checked(['demo', '--pack', 'stack', '--pack', 'profiling']);
  t.match(
    report.targets.map(({ kind, name }) => `${kind} ${name}`),
    ['host demo', 'service services'],
  );
  t.ok(found.includes('loki.ready fail logs is not ready: it answered 503'));
  t.ok(found.some((line) => line.startsWith('sysctl.kptr-restrict fail')));
  t.match(
    report.findings.filter(({ check }) => check === 'loki.ready').map(({ id }) => id),
    ['loki.ready:services:logs'],
  );
  const count = loki.asked.length;
  t.equal(
    (await checked(['demo'])).report.findings.some(({ check }) => check === 'loki.ready'),
    false,
  );
  t.equal(loki.asked.length, count, 'and they are not asked by packs that do not ask for them');

  const pyroscope = await startFakePyroscope('empty');
  t.teardown(pyroscope.stop);
  await folder.write({
    'preflight.yaml': project({ name: 'profiles', kind: 'pyroscope', url: pyroscope.url }),
    'mixed.yaml': `pack: mixed
title: Both
checks:
  - { id: mixed.both, title: Both must be well, axis: function, severity: warning, why: It shows that both are there.,
      sources: [a], runbook: b,
      require: { all: [{ fact: /kernel/machine, is: { type: string } }, { fact: /services/profiles/ready, is: { const: false } }] } }
`,
  });
  const alone = await checked(['nohost.invalid', 'demo', '--pack', 'after-rollout']);
  t.equal(alone.code, 1);
  t.match(alone.report.targets, [{ kind: 'service', name: 'services', verdict: 'blocked' }]);
  t.equal(alone.report.targets.length, 1, 'no host is asked what no check would judge');
  t.match(alone.report.tool.leftOut, [/^the host nohost\.invalid, for the packs ask services alone/, /^the host demo/]);
  const recorded = await checked(['--facts', resolve('test/checks/fixtures/profiling/base.json'), '--pack', 'stack']);
  t.match(recorded.report.targets, [
    { kind: 'facts', verdict: 'undetermined', notes: ['The packs ask services alone: nothing of it was judged.'] },
    { kind: 'service' },
  ]);
  const both = await checked(['nohost.invalid', '--pack', 'profiling', '--pack', 'after-rollout']);
  t.equal(both.code, 1, 'what Pyroscope said blocks beside a host that cannot be reached');
  t.match(both.report.targets, [
    { kind: 'host', name: 'nohost.invalid', verdict: 'undetermined', error: {} },
    { kind: 'service', name: 'services', verdict: 'blocked' },
  ]);
  t.match(await preflight(['check', 'no host', '--pack', 'after-rollout'], { cwd }), { code: 2, stderr: /no host/ });
  t.match(
    alone.report.findings.filter(({ check }) => check === 'pyroscope.profiles-arrive').map(({ id }) => id),
    ['pyroscope.profiles-arrive:services:profiles'],
    'once, not once for each host',
  );
  const mixed = await checked(['demo', '--pack', './mixed.yaml', '--pack', 'stack']);
  t.match(
    mixed.report.findings.find(({ check }) => check === 'mixed.both'),
    { target: 'demo', status: 'fail', message: /profiles is ready: true/ },
    'a check that asks for both has both',
  );
});

t.test('TLS is verified, with a CA of one’s own where it is named', needs('openssl'), async (t) => {
  const run = promisify(execFile);
  const openssl = (...words: string[]) => run('openssl', words, { cwd });
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Our CA',
  );
  const certificate = async (name: string, names: string) => {
    await folder.write({ [`${name}.ext`]: `subjectAltName=${names}\n` });
    await openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    );
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
    return { key: await readFile(`${cwd}/${name}.key`, 'utf8'), cert: await readFile(`${cwd}/${name}.pem`, 'utf8') };
  };
  const right = await startFake(() => text('ready\n'), await certificate('right', 'IP:127.0.0.1'));
  const wrong = await startFake(() => text('ready\n'), await certificate('wrong', 'DNS:elsewhere.example'));
  const plain = await startFakeLoki();
  t.teardown(() => Promise.all([right.stop(), wrong.stop(), plain.stop()]));
  const of = (url: string) => folder.write({ 'preflight.yaml': project({ name: 'logs', kind: 'http', url }) });
  await of(right.url);
  const untrusted = await checked(['--pack', 'stack'], { NODE_TLS_REJECT_UNAUTHORIZED: '1' });
  t.equal(untrusted.code, 3);
  t.match(untrusted.found, [/signed by nobody who is trusted here; a CA of your own is named with --ca FILE/]);
  t.equal((await checked(['--pack', 'stack', '--ca', 'ca.pem'])).code, 0);
  const loosened = await preflight(['check', '--pack', 'stack'], { cwd, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  t.equal(loosened.code, 3, 'the environment does not switch it off');
  await of(wrong.url);
  t.match((await checked(['--pack', 'stack', '--ca', 'ca.pem'])).found, [/its certificate is for another name/]);
  await of(plain.url.replace('http:', 'https:'));
  t.match((await checked(['--pack', 'stack'])).found, [
    /speaks no TLS there|TLS failed; perhaps its url begins with http/,
  ]);
  await of(right.url.replace('https:', 'http:'));
  t.match((await checked(['--pack', 'stack'])).found, [/^http.answers unknown/]);
  for (const [file, says] of [
    ['none.pem', /--ca none.pem: cannot be read \(ENOENT\)/],
    ['ca.key', /--ca ca.key: holds no certificate/],
  ] as const) {
    const { code, stderr, stdout } = await preflight(['check', '--pack', 'stack', '--ca', file], { cwd });
    t.equal(code, 2);
    t.match(stderr, says);
    t.equal(stdout, '');
  }
});

t.test('a token: only to an origin that the person named, and in no report', async (t) => {
  const grafana = await startFakeGrafana('sick');
  t.teardown(grafana.stop);
  await folder.write({
    'preflight.yaml': project(
      { name: 'g', kind: 'grafana', url: grafana.url, token: 'PREFLIGHT_TOKEN_G', pyroscopeUid: 'pyro' },
      { name: 'p', kind: 'pyroscope', url: 'http://127.0.0.1:9' },
    ),
  });
  const words = ['--pack', 'after-rollout'];
  const env = { PREFLIGHT_TOKEN_G: grafanaToken };
  const cautious = await checked(words, env);
  t.match(cautious.found.join('\n'), `a token goes only to an origin that is named: --token-origin ${grafana.url}`);
  t.notOk(grafana.asked.some(({ headers }) => headers.authorization !== undefined));
  t.match((await checked([...words, '--token-origin', grafana.url])).found.join('\n'), /PREFLIGHT_TOKEN_G is not set/);
  for (const named of [
    await checked([...words, '--token-origin', `${grafana.url}/`], env),
    await checked(words, { ...env, PREFLIGHT_TOKEN_ORIGINS: `https://other.example ${grafana.url}` }),
  ]) {
    t.match(named.found.join('\n'), /grafana.data-sources fail g: the data source prom \(prometheus\) fails its test/);
    t.notMatch(named.text, new RegExp(`${grafanaToken}|${grafanaSecret}`));
  }
  for (const origin of ['grafana.example', `${grafana.url}/path`, 'https://a:hunter2@grafana.example']) {
    const { code, stderr } = await preflight(['check', ...words, '--token-origin', origin], { cwd });
    t.equal(code, 2, origin);
    t.match(stderr, /^preflight: --token-origin: .* is no origin\. Write it as https:\/\/grafana\.example:3000\.\n$/);
    t.notMatch(stderr, /hunter2/);
  }
});

t.test('a test message is sent when it is asked for, and read back', async (t) => {
  const loki = await startFakeLoki();
  t.teardown(loki.stop);
  await folder.write({ 'preflight.yaml': project({ name: 'logs', kind: 'loki', url: loki.url }) });
  const words = (url: string) => ['--pack', 'stack', '--notify', `ntfy:${url}/infra`, '--notify-when', 'always'];
  const ntfy = await startFakeNtfy();
  t.teardown(ntfy.stop);
  await checked(words(ntfy.url));
  t.equal(ntfy.messages.length, 1, 'no test without being asked');
  const arrived = await checked([...words(ntfy.url), '--test-alert'], { PREFLIGHT_NTFY_TOKEN: 'tk_x' });
  t.equal(arrived.code, 0);
  t.match(
    arrived.report.findings.find(({ check }) => check === 'alerting.test-message'),
    { status: 'pass', grade: 'proved', message: /ntfy gives the test message back: true/ },
  );
  t.match(ntfy.messages[1], {
    token: 'Bearer tk_x',
    body: { topic: 'infra', priority: 2, title: /test/, tags: ['test_tube', 'preflight-test'] },
  });
  const forgetful = await startFakeNtfy(undefined, 'forgetful');
  const refusing = await startFakeNtfy(() => 403);
  t.teardown(() => Promise.all([forgetful.stop(), refusing.stop()]));
  const lost = await checked([...words(forgetful.url), '--test-alert']);
  t.equal(lost.code, 1);
  t.match(lost.found, [/^alerting.test-message fail ntfy took the test message and does not give it back/]);
  const closed = await preflight(['check', '--format', 'json', ...words(refusing.url), '--test-alert'], { cwd });
  t.equal(closed.code, 3);
  t.match(closed.stdout, /403, it asks for a login and no token is configured/);
});

t.test('only ntfy decides whether it took the test message', async (t) => {
  const loki = await startFakeLoki();
  t.teardown(loki.stop);
  await folder.write({ 'preflight.yaml': project({ name: 'logs', kind: 'loki', url: loki.url }) });
  const message = { id: 'a', time: 1, event: 'message', topic: 'infra' };
  const page = { type: 'text/html', body: '<html>Welcome</html>' };
  const full = { code: 50701, http: 507, error: 'no room', link: 'https://ntfy.sh/docs' };
  /** What is answered to who sends, and to who reads; what is said then. */
  const table: readonly (readonly [Reply, Reply, number, RegExp])[] = [
    [json({ ok: true }), json({ ok: true }), 3, /unknown .*answered 200, but not as ntfy does/],
    [page, page, 3, /unknown .*answered 200 with a web page/],
    [text(''), text(''), 3, /unknown .*answered 200, but not as ntfy does/],
    [json({ ...message, event: 'open' }), text(''), 3, /unknown .*answered 200, but not as ntfy does/],
    [json({ ...message, topic: 'other' }), text(''), 3, /unknown .*answered 200, but not as ntfy does/],
    [json({ error: 'no room' }, 507), text(''), 3, /unknown .*answered 507, but not as ntfy does/],
    [json(full, 200), text(''), 3, /unknown .*answered 200, but not as ntfy does/],
    [json(full, 507), text(''), 1, /fail ntfy did not take the test message/],
    [json(message), json({ ok: true }), 3, /unknown .*answered 200, but not as ntfy does/],
    [json(message), json({ ...message, event: 'message_delete' }), 1, /fail ntfy took the test message and does not/],
    [json(message), text(''), 1, /fail ntfy took the test message and does not/],
  ];
  await Promise.all(
    table.map(async ([sent, read, code, says]) => {
      // The verdict, which is told after it, is taken always.
      const taken = (body: string) => (body.includes('preflight-test') ? sent : json(message));
      const server = await startFake(({ method, body }) => (method === 'POST' ? taken(body) : read));
      const to = ['--notify', `ntfy:${server.url}/infra`, '--notify-when', 'always', '--test-alert'];
      const judged = await checked(['--pack', 'stack', ...to]);
      await server.stop();
      t.equal(judged.code, code, `${JSON.stringify(sent)} ${JSON.stringify(read)}`);
      t.match(judged.found, [says]);
    }),
  );
});

t.test('until profiles arrive, and one test message for all attempts', async (t) => {
  let attempts = 0;
  const pyroscope = await startFake((asked) => {
    if (pathOf(asked) === '/ready') {
      attempts++;
      return text('ready\n');
    }
    const series = { labels: [{ name: 'service_name', value: 'checkout' }] };
    if (asked.method !== 'POST') return undefined;
    return json(attempts < 3 ? {} : { profileTypes: [{ ID: 'process_cpu' }], labelsSet: [series] });
  });
  t.teardown(pyroscope.stop);
  await folder.write({
    'preflight.yaml': project({ name: 'profiles', kind: 'pyroscope', url: pyroscope.url, expect: ['checkout'] }),
  });
  const waiting = ['check', '--pack', 'after-rollout', '--wait', '2m', '--interval', '1s', '--timeout', '1'];
  let answers = 0;
  /** In all of them ntfy keeps what it took: the first answers at once, the next gives it back late, the last is not heard. */
  const forms = [
    await startFakeNtfy(),
    await startFakeNtfy(undefined, 'late'),
    await startFakeNtfy(() => (answers++ === 0 ? 'hang' : 200)),
  ];
  t.teardown(() => Promise.all(forms.map(({ stop }) => stop())));
  for (const [index, ntfy] of forms.entries()) {
    attempts = 0;
    const to = ['--notify', `ntfy:${ntfy.url}/infra`, '--notify-when', 'always', '--test-alert'];
    const { code, stdout, stderr } = await preflight([...waiting, ...to, '--format', 'json'], { cwd });
    t.equal(code, 0, stderr);
    t.equal(attempts, 3);
    const report: Report = JSON.parse(stdout);
    for (const wanted of ['alerting.test-message', 'pyroscope.profiles-arrive', 'pyroscope.profiles-expected'])
      t.equal(report.findings.find(({ check }) => check === wanted)?.status, 'pass', wanted);
    t.match(stderr, /services: blocked: pyroscope\.profiles-arrive.*; again in 1 s/);
    const sent = ntfy.messages.filter(({ body }) => /test of the alerting/.test(JSON.stringify(body)));
    t.equal(sent.length, 1, `sent once, form ${index}`);
  }
});

t.test('what no header can hold is refused, and not shown', async (t) => {
  const [grafana, ntfy] = [await startFakeGrafana(), await startFakeNtfy()];
  t.teardown(() => Promise.all([grafana.stop(), ntfy.stop()]));
  await folder.write({
    'preflight.yaml': project({ name: 'g', kind: 'grafana', url: grafana.url, token: 'PREFLIGHT_TOKEN_G' }),
  });
  const to = ['--notify', `ntfy:${ntfy.url}/infra`, '--notify-when', 'always', '--test-alert'];
  const words = ['check', '-q', '--pack', 'stack', '--token-origin', grafana.url, '--format', 'json', ...to];
  for (const odd of ['hunter2\nhunter3', 'hunter2 hunter3', 'hunter2☃hunter3', 'hunter2\u0007hunter3\n']) {
    const env = { PREFLIGHT_TOKEN_G: odd, PREFLIGHT_NTFY_TOKEN: odd };
    const { code, stdout, stderr } = await preflight(words, { cwd, env });
    t.equal(code, 3, 'the test message is a blocker that is not known');
    const report: Report = JSON.parse(stdout);
    const unknown = report.findings.filter(({ status }) => status === 'unknown').map(({ message }) => message);
    const says = (name: string) => `${name} holds what no token can: blanks, line breaks or other characters`;
    t.ok(unknown.some((message) => message.includes(says('PREFLIGHT_TOKEN_G'))));
    t.ok(unknown.some((message) => message.includes(says('PREFLIGHT_NTFY_TOKEN'))));
    t.match(stderr, says('PREFLIGHT_NTFY_TOKEN'));
    t.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    t.notMatch(stdout + stderr, /hunter/);
  }
  t.same(ntfy.messages, []);
});

t.test('the gate asks the services once, beside the hosts', async (t) => {
  const [loki, pyroscope] = [await startFakeLoki('failing'), await startFakePyroscope('failing')];
  t.teardown(() => Promise.all([loki.stop(), pyroscope.stop()]));
  const services = [
    { name: 'logs', kind: 'loki', url: loki.url },
    { name: 'profiles', kind: 'pyroscope', url: pyroscope.url },
  ];
  const hosts = [{ name: 'demo' }, { name: 'local', packs: ['stack'] }];
  const gate = async (content: object, ...words: string[]) => {
    await folder.write({ 'preflight.yaml': JSON.stringify({ version: 1, ...content }) });
    const { code, stdout, stderr } = await preflight(['gate', '-q', '--format', 'json', ...words], { cwd });
    t.equal(stderr, '');
    const report: Report = JSON.parse(stdout);
    return { code, report, ofServices: report.findings.filter(({ check }) => /^(loki|pyroscope)\./.test(check)) };
  };
  const both = await gate({ hosts, services, packs: ['profiling', 'stack'] });
  t.equal(both.code, 1);
  t.match(
    both.report.targets.map(({ kind, name }) => `${kind} ${name}`),
    ['host demo', 'host local', 'service services'],
  );
  t.match(
    both.ofServices.filter(({ status }) => status === 'fail').map(({ id }) => id),
    ['pyroscope.ready:services:profiles', 'loki.ready:services:logs'],
  );
  t.same(new Set(both.ofServices.map(({ target }) => target)), new Set(['services']));
  t.match((await gate({ services, packs: ['stack'] }, '--only', 'services')).report.targets, [{ kind: 'service' }]);
  const asked = () => loki.asked.filter(({ path }) => path === '/ready').length;
  const count = asked();
  t.match(
    (await gate({ hosts, services })).report.targets[2],
    { kind: 'service', name: 'services' },
    'a pack of one host is enough',
  );
  const unasked = await gate({ hosts: [{ name: 'demo' }], services, packs: ['profiling'] });
  t.match(unasked.report.targets[1], { kind: 'service', verdict: 'undetermined' }, 'of which nothing was asked');
  t.match(
    unasked.report.findings.find(({ target }) => target === 'services')?.message,
    /^no pack of preflight.yaml asks for services, so they were not asked/,
  );
  t.equal(asked(), count + 1, 'asked by the pack of that host, and no more');
});

t.test('bad input ends in one message, exit code 2', async (t) => {
  await folder.write({
    'none.yaml': 'version: 1\nhosts: [{ name: h }]\n',
    'kind.yaml': project({ name: 'a', kind: 'lokki', url: 'http://127.0.0.1' }),
    'url.yaml': project({ name: 'a', kind: 'loki', url: 'loki.example:3100' }),
    'password.yaml': project({ name: 'a', kind: 'loki', url: 'http://a:hunter2@loki.example' }),
    'query.yaml': project({ name: 'a', kind: 'loki', url: 'http://loki.example/?key=hunter2' }),
    'versionless.yaml': project({ name: 'a', kind: 'ntfy', url: 'http://ntfy.example', version: '>=2' }),
    'tenant.yaml': project({ name: 'a', kind: 'loki', url: 'http://loki.example', tenant: '☃' }),
    'range.yaml': project({ name: 'a', kind: 'loki', url: 'http://loki.example', version: 'new' }),
    'token.yaml': project({ name: 'a', kind: 'loki', url: 'http://loki.example', token: 'AWS_SECRET_ACCESS_KEY' }),
    'fine.yaml': project({ name: 'a', kind: 'loki', url: 'http://127.0.0.1:9' }),
    'sub/empty': '',
  });
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['--config', 'none.yaml'], /none\.yaml: the packs ask for services, and it names none\. Add one: services:/],
    [['--config', 'missing.yaml'], /missing\.yaml: cannot be read/],
    [['--config', 'kind.yaml'], /kind\.yaml:1:\d+: .*"?loki"?/],
    [['--config', 'url.yaml'], /url/],
    [['--config', 'password.yaml'], /password/],
    [['--config', 'query.yaml'], /quer|fragment|url/i],
    [['--config', 'versionless.yaml'], /versionless\.yaml:1:\d+: "version" is for services of the kind/],
    [['--config', 'tenant.yaml'], /tenant\.yaml:1:\d+: "☃" is no tenant: it may hold/],
    [['--config', 'range.yaml'], /range|"new"/],
    [['--config', 'token.yaml'], /PREFLIGHT_TOKEN_/],
    [
      ['--config', 'fine.yaml', '--pack', 'after-rollout'],
      /fine\.yaml: the packs ask whether profiles arrive, and it names no Pyroscope\. Add it: services:/,
    ],
    [['--config', 'fine.yaml', '--set', 'runbooks=wiki'], /--set runbooks=wiki: the value must be a URL/],
    [['--config', 'fine.yaml', '--set', 'starting-seconds=soon'], /must be an integer/],
    [['--config', 'fine.yaml', '--test-alert'], /--test-alert needs to know where its message goes: --notify/],
  ];
  for (const [words, says] of table) {
    const { code, stdout, stderr } = await preflight(['check', '--pack', 'stack', ...words], { cwd });
    t.equal(code, 2, `${words.join(' ')}: ${stderr}`);
    t.match(stderr, says);
    t.notMatch(stderr, /hunter2/);
    t.equal(stderr.trimEnd().split('\n').length, 1, 'one message');
    t.equal(stdout, '');
  }
  // A gate whose packs ask for what is not listed would pass without it.
  for (const [packs, services, says] of [
    ['profiling, stack', '', /^preflight: preflight\.yaml: the packs ask for services, and it names none\./],
    ['after-rollout', '{ name: a, kind: loki, url: "http://127.0.0.1:9" }', /it names no Pyroscope\. Add it/],
  ] as const) {
    await folder.write({
      'preflight.yaml': `version: 1\nhosts: [{ name: demo }]\npacks: [${packs}]\nservices: [${services}]\n`,
    });
    const { code, stderr } = await preflight(['gate', '-q'], { cwd });
    t.equal(code, 2, packs);
    t.match(stderr, says);
  }
  const elsewhere = await temporaryFolder();
  t.teardown(elsewhere.remove);
  const { code, stderr } = await preflight(['check', '--pack', 'stack'], { cwd: elsewhere.path });
  t.equal(code, 2);
  t.match(stderr, /there is no preflight\.yaml that names any/);
});

t.test('one service in trouble leaves the others judged, and the verdict undetermined', async (t) => {
  const hanging = await startFake(() => 'hang');
  const login = await startFake(() => ({ type: 'text/html', body: '<html><form action="/login">' }));
  const failing = await startFakeLoki('failing');
  t.teardown(() => Promise.all([hanging.stop(), login.stop(), failing.stop()]));
  await folder.write({
    'preflight.yaml': project(
      { name: 'a', kind: 'grafana', url: 'https://nowhere.invalid' },
      { name: 'b', kind: 'prometheus', url: 'http://127.0.0.1:9' },
      { name: 'c', kind: 'pyroscope', url: hanging.url },
      { name: 'd', kind: 'alloy', url: login.url },
      { name: 'e', kind: 'loki', url: failing.url },
    ),
  });
  const { code, found, report } = await checked(['--pack', 'stack', '--timeout', '1'], {
    HTTPS_PROXY: 'http://127.0.0.1:1',
  });
  t.equal(code, 3);
  t.match(found.toSorted(), [
    /^alloy.ready unknown .*answered 200 with a web page, such as a login/,
    /^grafana.ready unknown .*its name (?:does not resolve|could not be resolved)/,
    'grafana.token fail a is asked without a token: preflight.yaml names none',
    'loki.ready fail e is not ready: it answered 503',
    /^prometheus.ready unknown .*refused the connection/,
    /^pyroscope.ready unknown .*no answer in 1 s/,
  ]);
  t.match(report.targets[0]?.notes, ['HTTPS_PROXY is set and was not used: services are asked without a proxy.']);
  const before = hanging.asked.length;
  const stopped = await preflight(['check', '--pack', 'stack', '--format', 'json'], {
    cwd,
    started(pid) {
      const look = setInterval(() => {
        if (hanging.asked.length === before) return;
        clearInterval(look);
        process.kill(pid, 'SIGINT');
      }, 20);
    },
  });
  t.equal(stopped.code, 3, 'and interrupted, too');
  t.match(JSON.parse(stopped.stdout).targets, [{ error: { kind: 'disconnected' } }]);
});
