import { readFile } from 'node:fs/promises';
import path from 'node:path';

export type Provider = 'sqlite' | 'postgres';

/** The project's root: what runs, runs from its own directory, and so finds prisma/ beside lib/. */
const PRISMA = path.join(import.meta.dirname, '..', '..', 'prisma');

export function providerOf(url: string): Provider {
  return url.startsWith('file:') ? 'sqlite' : 'postgres';
}

/** The text of schema.prisma for a provider. */
export async function schemaText(provider: Provider): Promise<string> {
  const text = await readFile(path.join(PRISMA, 'schema.prisma'), 'utf8');
  return provider === 'sqlite' ? text : text.replace('provider = "sqlite"', 'provider = "postgresql"');
}

export function migrationsDir(provider: Provider): string {
  return path.join(PRISMA, 'migrations', provider);
}
