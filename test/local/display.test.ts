import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { openDisplay } from '../../local/desk/display.ts';
import { collectHappenings, followAlarms, followFunctions } from '../../local/desk/happenings.ts';
import type { ViewState } from '../../local/view/state.ts';

/** Clears the screen, sets the title, colours, turns the direction: as an event may call its source. */
const hostile = 'w\u001b[2J\u001b]0;owned\u0007x\u009b31my\u202ez';

function fakeStream(isTTY: boolean) {
  let said = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      said += chunk.toString();
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY, columns: 200, rows: 40 }) as unknown as WriteStream,
    said: () => said,
  };
}

/** What a function logs when it rejects an event with such a source. */
function rejected() {
  const happenings = collectHappenings(() => 0);
  const line = JSON.stringify({
    level: 'warn',
    event: 'push.request-rejected',
    eventId: 'e',
    source: hostile,
    reasons: 1,
  });
  followFunctions(
    {
      onInvocation: () => () => undefined,
      onLine(listener) {
        listener({ functionName: 'tsunagi-local-push-status', line });
        return () => undefined;
      },
    },
    happenings,
    (shop) => shop,
  );
  return happenings.latest;
}

const state = (more: Partial<ViewState>): ViewState => ({
  nowMs: 0,
  speed: 1,
  runningMs: 0,
  folder: '.tsunagi',
  clockNote: null,
  malls: [],
  console: 'http://127.0.0.1:9002/open?token=secret',
  mailbox: null,
  shops: [],
  queues: {},
  functions: [],
  waits: [],
  happenings: [],
  ...more,
});

it('an event’s source does not act on a terminal on which lines are printed', () => {
  const { stream, said } = fakeStream(false);
  const display = openDisplay({ plain: true, json: false, tour: false }, { stdout: stream, stderr: stream });
  for (const happening of rejected()) display.happened(happening);
  display.say(`The shop ${hostile} was added.`);
  expect(said()).toContain('owned');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(said()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

it('nor on one on which the view is drawn, which keeps its own colours', async () => {
  const { stream, said } = fakeStream(true);
  const display = openDisplay({ plain: false, json: false, tour: false }, { stdout: stream, stderr: stream });
  await display.show(async () => state({ happenings: rejected(), malls: [hostile] }));
  expect(said()).toContain('owned');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the view's own are left out.
  const foreign = said().replaceAll(/\u001b\[(?:\d*[AKJ]|\?25[lh]|[\d;]*m)|\r/g, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(foreign).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(said()).not.toContain('\u001b[2J');
  expect(said()).not.toContain('\u009b31m');
});

it('a sentence that is said while the picture is drawn stays below it, and tears nothing apart', async () => {
  const { stream, said } = fakeStream(true);
  const display = openDisplay({ plain: false, json: false, tour: false }, { stdout: stream, stderr: stream });
  display.say('Tsunagi starts.');
  await display.show(async () => state({}));
  const drawn = said().length;
  display.say('Stopping: what the malls list is imported.');
  await display.show(async () => state({ nowMs: 1_000 }));
  const [, ...pictures] = said().slice(drawn).split('\u001b[?25l');
  expect(pictures).toHaveLength(2);
  for (const picture of pictures) expect(picture).toMatch(/Tsunagi[\s\S]+Stopping: what the malls list is imported\./);
  // Each goes up exactly as many lines as the one before it has.
  expect(pictures[1]).toContain(`\u001b[${(pictures[0]?.split('\n').length ?? 0) - 1}A`);
  display.end();
  display.say('Stopped.');
  expect(said().endsWith('\u001b[?25hStopped.\n')).toBe(true);
});

it('a sentence of the start or of the tour was broken in the middle of a word on a terminal', () => {
  const { stream, said } = fakeStream(true);
  const display = openDisplay(
    { plain: true, json: false, tour: true },
    { stdout: Object.assign(stream, { columns: 40 }), stderr: stream },
  );
  display.say('── It is certain: everything is held. No worker calls the mall any more.');
  display.happened({ atMs: 0, kind: 'bad', text: 'RMS is paused (outage, import): The mall does not answer.' });
  expect(said().split('\n')).toEqual([
    '── It is certain: everything is held. No',
    '   worker calls the mall any more.',
    '09:00:00  RMS is paused (outage,',
    '          import): The mall does not',
    '          answer.',
    '',
  ]);
});

it('an alarm of npm start named the list of pages, and not its own page', () => {
  const happenings = collectHappenings(() => 0);
  const description = 'The mall does not answer. Who acts: on call. More: docs/runbook/mall-down.md';
  const onAlarm: Parameters<typeof followAlarms>[0]['onAlarm'] = (listener) => {
    listener({ name: 'tsunagi-local-page-rms-mall-down', description, atMs: 0, state: 'ALARM' });
    return () => undefined;
  };
  followAlarms({ onAlarm }, happenings);
  expect(happenings.latest.map(({ text }) => text)).toEqual(['alarm page-rms-mall-down: docs/runbook/mall-down.md']);
});
