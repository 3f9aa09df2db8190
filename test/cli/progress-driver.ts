// Run by progress.test.ts under a pseudo-terminal: shows progress, then writes a report to standard output.
import { startProgress } from '../../src/cli/progress.ts';

const mode = process.argv[2];
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** listr2 takes stderr's write for itself while it shows anything: that is how its beginning is seen. */
async function displayed() {
  for (let tries = 0; process.stderr.write === write && tries < 500; tries += 1) await wait(20);
  await wait(200);
}

const { write } = process.stderr;
const progress = startProgress(['alpha', 'b\x1b[2Jeta'], { stderr: process.stderr, quiet: mode === 'quiet' });
if (mode === 'graceful') process.once('SIGINT', () => void finish('INTERRUPTED REPORT\n'));

progress.host('alpha').phase('asking');
progress.host('b\x1b[2Jeta').fail('b\x1b[2Jeta: no answer\nsecond line');
if (mode !== 'fast' && mode !== 'quiet' && process.stderr.isTTY) await displayed();
progress.notify('log in at https://login.example/\x1b[1m');
if (mode === 'pause') {
  progress.pause();
  process.stderr.write('Passphrase: ');
  await wait(300);
  process.stderr.write('typed\n');
  progress.resume();
  await wait(300);
}
if (mode === 'forgotten') {
  process.stdout.write('REPORT\n');
} else if (mode === 'interrupt' || mode === 'graceful') {
  process.kill(process.pid, 'SIGINT');
  await wait(300);
  if (mode === 'interrupt') process.kill(process.pid, 'SIGINT');
  await wait(5000);
} else {
  await finish('REPORT\n');
}

async function finish(report: string) {
  progress.host('alpha').done('facts collected');
  await progress.stop();
  process.stdout.write(report);
  if (mode === 'graceful') process.exit(3);
}
