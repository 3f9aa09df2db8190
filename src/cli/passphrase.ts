/** Asks for a passphrase on the terminal; what is typed is not shown and goes nowhere else. */
import type { ReadStream, WriteStream } from 'node:tty';

/** A display that must stand still while a person types. */
interface Pausable {
  pause(): void;
  resume(): void;
}

/** A function that asks, one question at a time. It rejects on Ctrl-C and Ctrl-D. */
export function askPassphraseOn(
  input: ReadStream,
  output: WriteStream,
  display: Pausable,
): (prompt: string) => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  return (prompt) => {
    const asked = last.then(
      () => ask(prompt, input, output, display),
      () => ask(prompt, input, output, display),
    );
    last = asked;
    return asked;
  };
}

function ask(prompt: string, input: ReadStream, output: WriteStream, display: Pausable): Promise<string> {
  display.pause();
  // Before the question: who answers at once must not see it.
  input.setRawMode(true);
  return new Promise<string>((resolve, reject) => {
    let typed = '';
    const finish = (act: () => void) => {
      input.removeListener('data', read);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      display.resume();
      act();
    };
    const read = (bytes: Buffer) => {
      for (const character of bytes.toString('utf8')) {
        if (character === '\r' || character === '\n') return finish(() => resolve(typed));
        if (character === '\u0003' || character === '\u0004')
          return finish(() => reject(new Error('no passphrase was given')));
        typed = character === '\u007f' || character === '\b' ? [...typed].slice(0, -1).join('') : typed + character;
      }
    };
    input.on('data', read);
    input.resume();
    output.write(prompt);
  });
}
