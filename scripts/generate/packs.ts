/** Placeholder until the check language lands. */
export async function writePacks(_out: string): Promise<void> {}
