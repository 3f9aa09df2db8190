/** Stands in the package for `src/cli/main.ts`: exports the same, out of the built scripts. */
import { load } from './loader.ts';

export { compiled } from './loader.ts';
export const { main, defect } = load<typeof import('../../src/cli/main.ts')>('main.js');
