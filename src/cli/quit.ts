/** Marks the listeners for signals that end the process until a command can be interrupted; they are in a bundle of their own. */
export const quitMark = Symbol.for('nixos-preflight: quit');
