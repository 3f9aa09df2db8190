import { excerpt } from './display.ts';
import { InputError } from './errors.ts';

/** Throws InputError for a name that no context can have. */
export function refuseContext(name: string): void {
  if (/^[^-\p{C}\s][^\p{C}]{0,252}$/u.test(name)) return;
  throw new InputError(
    `--kube-context ${excerpt(JSON.stringify(name), 80)}: give the name of a context; kubectl config get-contexts shows them.`,
  );
}
