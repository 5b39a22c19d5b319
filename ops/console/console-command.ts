import { t } from '../../language/index.ts';
import { byOption, flag, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { openRecordFile } from './record-file.ts';

export const consoleCommand = defineCommand({
  name: 'console',
  summary: 'Shows the installation as pages, in a browser on this machine',
  help: `Prints an address that lets one browser in, once, and serves until Ctrl-C. It
listens on 127.0.0.1 only and reads with your own AWS credentials: nothing of
the installation is exposed. Without --allow-changes nothing can be changed.
Each change with its outcome, and each look at a buyer's data, is added to a file.`,
  examples: [
    ['console', 'of the local installation, read only'],
    ['console --stage prod', 'of a deployed stage'],
    ['console --allow-changes', 'pauses, retries and files, too; what is changed is recorded with who did it'],
  ],
  options: {
    port: withDefault(wholeNumber('<port>', 'the port to listen on; 0 for any free one', { from: 0, to: 65_535 }), '0'),
    allowChanges: flag('lets people change something in it'),
    by: byOption('who looks and changes, for the record'),
    record: withDefault(
      text('<file>', 'the file to which each change and each look at personal data is added'),
      'tsunagi-console.log',
    ),
  },
  async run({ terminal, serveConsole, ...instance }, { port, allowChanges: mayChange, by, record: file, json }) {
    const record = await openRecordFile(file);
    const served = await serveConsole(instance, { port, mayChange, by, record: record.add });
    const interruption = terminal.interruption();
    try {
      if (json) terminal.printJson({ url: served.entrance(), record: record.path });
      else {
        terminal.print(
          served.entrance(),
          t`Open it in a browser of this machine. It works once; Ctrl-C ends the console.`,
          ...(mayChange ? [t`Changes are allowed.`] : []),
          t`Changes, and looks at personal data, are written to ${record.path}.`,
        );
      }
      while (!interruption.isAsked()) await interruption.wait(60_000);
    } finally {
      interruption.release();
      await served.close();
    }
    return undefined;
  },
});
