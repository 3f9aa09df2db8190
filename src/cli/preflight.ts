/** The command `preflight`. Answers --version before anything else is loaded. */
import { version } from '../generated/texts.ts';
import { quitMark } from './quit.ts';

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 4;
  });
  process.stdout.write(`${version}\n`);
} else {
  // Until a command that can be interrupted has its own, which take the place of these: see interruptible.ts.
  const quit = () => {
    process.stderr.write('preflight: interrupted: nothing was judged.\n');
    process.exit(3);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, Object.assign(quit, { [quitMark]: true }));
  const { defect, main } = await import('./main.ts');
  // Node would print the bundled source line of an error that nobody caught.
  process.on('uncaughtException', (error) => process.exit(defect(error)));
  process.exitCode = await main(words);
}
