/** What a stream can show. */

/** The part of a stream that matters here; a pipe has neither. */
interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Looks {
  readonly width: number;
  readonly color: boolean;
}

/**
 * Width: the terminal's, else COLUMNS, else 80. Colour: --color and --no-color decide; then NO_COLOR
 * (https://no-color.org: any value but the empty one), then FORCE_COLOR (0 and false say no), then whether it is a terminal
 * that knows colours. `color` is the option, undefined when it was not given.
 */
export function looksOf(stream: Screen, env: Readonly<NodeJS.ProcessEnv>, color?: boolean): Looks {
  return { width: widthOf(stream, env), color: color ?? colorOf(stream, env) };
}

/** A terminal on which lines can be drawn again; `dumb` ones only ever go forward. */
export function isScreen(stream: Screen, env: Readonly<NodeJS.ProcessEnv>): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function widthOf(stream: Screen, env: Readonly<NodeJS.ProcessEnv>): number {
  if (stream.columns !== undefined && stream.columns > 0) return stream.columns;
  const columns = /^[1-9]\d{0,4}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : undefined;
  return columns ?? 80;
}

function colorOf(stream: Screen, env: Readonly<NodeJS.ProcessEnv>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return isScreen(stream, env);
}
