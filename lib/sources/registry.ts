import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { vetUrl } from '#lib/net/vet-url.ts';
import type { Env } from '#lib/platform/env.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { invariant } from '#lib/platform/invariant.ts';
import { createSampleSource } from './sample.ts';
import type { Source } from './source.ts';
import { createWebSource } from './web.ts';

export type Sources = {
  /** A pasted address in the form it is kept in. @throws Failure `invalid_url`, `unsupported_url`, `forbidden_address` */
  vet(text: string): string;
  sourceFor(url: URL): Source;
  byName(name: string): Source;
};

type Deps = { fetch: GuardedFetch; env: Pick<Env, 'FETCH_ALLOW'> };

/** Every source, the most particular first. */
export function createSources({ fetch, env }: Deps): Sources {
  const sample = createSampleSource();
  const all: Source[] = [sample, createWebSource(fetch)];
  const sourceFor = (url: URL) => {
    const source = all.find((candidate) => candidate.matches(url));
    if (!source) throw new Failure('unsupported_url');
    return source;
  };
  return {
    vet(text) {
      const trimmed = text.trim();
      if (URL.canParse(trimmed) && sample.matches(new URL(trimmed))) return new URL(trimmed).href;
      const url = vetUrl(trimmed, env.FETCH_ALLOW);
      sourceFor(url);
      return url.href;
    },
    sourceFor,
    byName(name) {
      const source = all.find((candidate) => candidate.name === name);
      invariant(source, `a stored task names the source ${name}, which there is not`);
      return source;
    },
  };
}
