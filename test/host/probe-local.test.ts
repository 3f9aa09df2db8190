import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { decodeProbe } from '../../src/host/decode.ts';
import { runLocally } from '../../src/host/local.ts';
import { probeScript } from '../../src/host/script.ts';
import { type ConnectOptions, HostError } from '../../src/host/transport.ts';

const nonce = 'Nonce0123456789abcdef';
const host = { label: 'local', name: 'local' };
const options: ConnectOptions = { identities: [], acceptNew: false, sudo: 'never', timeout: 30, notify: () => {} };

/** Every sleep of these scripts takes this long, so that one that was left behind is found. */
const long = 4243;

async function attempt(script: string, different: Partial<ConnectOptions> = {}, signal?: AbortSignal): Promise<string> {
  try {
    const request = { script, nonce };
    const output = await runLocally(
      host,
      request,
      { ...options, ...different },
      signal ?? new AbortController().signal,
    );
    return Buffer.from(output.stdout).toString();
  } catch (error) {
    return error instanceof HostError ? `${error.kind} ${error.message}` : String(error);
  }
}

function nothingStays(t: Test): void {
  const left = execFileSync('ps', ['-eo', 'stat,args']).toString().split('\n');
  const found = left.filter((line) => line.includes(`sleep ${long}`) && !line.startsWith('Z'));
  t.same(found, [], 'no process stays');
}

t.test('this machine is a host as any other', async (t) => {
  const request = { script: probeScript({ active: true }), nonce };
  const output = await runLocally(host, request, options, new AbortController().signal);
  const document = decodeProbe(output.stdout, nonce, { host: 'local', collectedAt: new Date() });
  t.equal(document.facts.probe?.uid, process.geteuid?.());
  t.equal(output.exitCode, 0);
  t.ok(output.user);
  t.equal(output.hostKey, undefined);
});

t.test('output without an end', async (t) => {
  const said = await attempt(`sleep ${long} & while :; do echo endless; done`);
  t.match(said, /^output local: more than 1 MiB of output, and no end/);
  nothingStays(t);
});

t.test('a probe that hangs ends at the deadline, with all that it started', async (t) => {
  const said = await attempt(`trap '' TERM; sleep ${long} & sleep ${long}`, { timeout: 0.5 });
  t.match(said, /^timeout local: no end after 0.5 s of collecting facts.*--timeout/);
  nothingStays(t);
});

t.test('an abort ends it at once and passes its reason through', async (t) => {
  const control = new AbortController();
  const running = attempt(`sleep ${long} & sleep ${long}`, {}, control.signal);
  await wait(200);
  control.abort(new Error('stopped by hand'));
  t.equal(await running, 'Error: stopped by hand');
  nothingStays(t);
});
