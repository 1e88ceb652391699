import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { Video } from '#lib/protocol/result.ts';
import { endlessAnswer } from '#lib/testing/endless-answer.ts';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { noUploads } from '#lib/testing/no-uploads.ts';
import { ImitatedSite } from '#lib/testing/sites/imitated-site.ts';
import { SPOKEN_TIMES } from '#lib/testing/sites/spoken.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { createSources } from './registry.ts';
import { zResolved } from './source.ts';

type Mounted = {
  /** Puts the video into the site. @returns its address */
  prepare(site: ImitatedSite): string;
  /** What this source is reached at instead. */
  origins?(site: ImitatedSite): { vimeo?: string; archive?: string; apple?: string };
  video(site: ImitatedSite): Partial<Video>;
  /** `language kind` of each, in any order. */
  tracks: string[];
  /** What is read without a wish, by `language kind`. */
  chosen: string;
  chapters: { title: string; start: number }[];
  /** Paths of captions. */
  isCaptions(path: string): boolean;
  /** YouTube: the site stands for all its addresses, by the operator's word. */
  relayed?: true;
  /** Statuses that say something else of this source's API than they usually do. */
  codes?: Readonly<Record<number, string>>;
};

/** What holds for every source of the web, by the registry, on a site of its kind on loopback. */
export function sourceContract(name: string, mounted: Mounted): void {
  describe(`${name} as a source`, () => {
    let site: ImitatedSite;
    let url: URL;
    beforeEach(async () => {
      site = await ImitatedSite.listen();
      url = new URL(mounted.prepare(site));
    });
    afterEach(() => site.server.close());

    const sources = (allow: string[]) => createSources({ fetch: createGuardedFetch({ allow }), uploads: noUploads, env: { FETCH_ALLOW: allow, YOUTUBE: 'on', ...(mounted.relayed && { YOUTUBE_ORIGIN: site.url('/') }) }, origins: mounted.origins?.(site) ?? {} });
    const open = (allow = [site.server.allow]) => sources(allow);
    const resolve = async (options: TaskOptions = {}, signal?: AbortSignal) =>
      zResolved.parse(await open().sourceFor(url).resolve(url, options, { ...sourceContext(), ...(signal && { signal }) }));
    const captions = async (options: TaskOptions = {}) => {
      const resolved = await resolve(options);
      return open().byName(resolved.source).captions(resolved, options, sourceContext());
    };
    const captionsAsked = () => site.server.asked.map((line) => line.replace(/^GET /, '')).filter((path) => mounted.isCaptions(path));

    it('says title, author, length, picture and chapters', async () => {
      const { video, author_chapters } = await resolve();
      expect(video).toMatchObject(mounted.video(site));
      expect(author_chapters).toEqual(mounted.chapters);
    });

    it('lists every track, and asks for none of them before one is chosen', async () => {
      const { tracks } = await resolve();
      expect(tracks.map(({ language, kind }) => `${language} ${kind}`).toSorted()).toEqual(mounted.tracks.toSorted());
      expect(captionsAsked()).toEqual([]);
    });

    it('reads the chosen track alone, to the millisecond', async () => {
      const { track, cues, language } = await captions();
      expect(`${language} ${track.kind}`).toBe(mounted.chosen);
      expect(cues.map(({ start, end }) => [start, end])).toEqual(SPOKEN_TIMES);
      expect(captionsAsked()).toHaveLength(1);
    });

    it('reads the language that was asked for', async () => {
      expect((await captions({ language: 'en-GB' })).cues[0]?.text).toBe('Good evening, and welcome to the lecture.');
      expect(captionsAsked()).toHaveLength(1);
    });

    it('a cancel ends the fetch that is going on', async () => {
      site.silent = true;
      const cancel = new AbortController();
      const running = resolve({}, cancel.signal);
      const ended = expect(running).rejects.toBe('cancelled by a person');
      await expect.poll(() => site.server.asked.length).toBeGreaterThan(0);
      cancel.abort('cancelled by a person');
      await expect.poll(() => site.abandoned, { timeout: 4_000 }).toBeGreaterThan(0);
      await ended;
    });

    it('a site whose answer does not end is left after a bounded number of bytes', async () => {
      const endless = endlessAnswer();
      site.instead = endless.answer;
      await expect(resolve()).rejects.toMatchObject({ code: 'too_large' });
      // YouTube is asked as several programs, one after the other.
      expect(endless.sent() / site.server.asked.length).toBeLessThan(64 * 1024 * 1024);
      await endless.left;
    });

    it.each([[404, 'video_unavailable'], [410, 'video_unavailable'], [403, 'source_blocked'], [429, 'source_rate_limited'], [503, 'source_unreachable']])('a site that answers %i is %s', async (status, code) => {
      site.status = status;
      await expect(resolve()).rejects.toMatchObject({ code: mounted.codes?.[status] ?? code, hint: expect.stringMatching(/\w/) });
    });

    it('captions that are gone or refused say so', async () => {
      const resolved = await resolve();
      site.status = 403;
      await expect(open().byName(resolved.source).captions(resolved, {}, sourceContext())).rejects.toMatchObject({ code: 'source_blocked' });
    });

    // A source that is asked through a relay of the operator's may be asked inside: there is nothing to refuse.
    if (!mounted.relayed) it('nothing inside a private network is fetched: not the site, not what it points to', async () => {
      await expect(open([]).sourceFor(url).resolve(url, {}, sourceContext())).rejects.toMatchObject({ code: 'forbidden_address' });
      expect(site.server.connections).toBe(0);
      const inside = await LoopbackServer.listen((_request, response) => void response.end());
      const resolved = await resolve();
      const tracks = resolved.tracks.map((track) => ({ ...track, url: inside.url('/captions.vtt').href }));
      await expect(open().byName(resolved.source).captions({ ...resolved, tracks }, {}, sourceContext())).rejects.toMatchObject({ code: 'forbidden_address' });
      expect(inside.connections).toBe(0);
      await inside.close();
    });
  });
}
