/**
 * What is wrong with a line of a file, in Japanese: by the English sentence, where `{0}`, `{1}` stand for what differs from one line to
 * the next. What a placeholder holds is looked up here, too.
 */
export const reasonsJa: Readonly<Record<string, string>> = {
  // Of any cell.
  'is empty; expected {0}, or --date.': '空欄です。{0}を記入するか、--date で指定してください。',
  'is empty; expected {0}.': '空欄です。{0}を記入してください。',
  'expected {0}.': '{0}を記入してください。',
  'has {0} characters; expected at most {1}.': '{0}文字あります。{1}文字以内にしてください。',
  'a moment in Japan as 2026-11-24 09:00 or 2026/11/24 9:00': '日時(2026-11-24 09:00、2026/11/24 9:00 など)',
  'whole pieces from {0} to {1}': '{0}から{1}までの整数',
  'the SKU whole: a spreadsheet has shortened it. Make its column one of text':
    'SKUの全桁(表計算ソフトで省略されています。列の書式を「文字列」にしてください)',
  'a SKU of up to 200 characters': 'SKU(200文字以内)',
  'up to 200 characters': '200文字以内',
  'up to 100 characters, without "#"': '「#」を含まない100文字以内',

  // Shipments.
  'an order number of letters, digits and hyphens': '受注番号(英数字とハイフン)',
  'a carrier by code or name, as {0} (all of them: ops push carriers)':
    '配送会社のコードまたは名称({0}など。一覧: ops push carriers)',
  'letters, digits and hyphens, at most {0}, or - for a parcel without':
    'お荷物伝票番号(英数字とハイフン、{0}文字以内。番号のない荷物は「-」)',
  'was shortened by a spreadsheet, and its last digits are lost. Export it again, and open it as text.':
    '表計算ソフトで省略され、下の桁が失われています。出力し直し、文字列として開いてください。',
  'a day as 2026-11-24, 2026/11/24 or 20261124': '日付(2026-11-24、2026/11/24、20261124 のいずれか)',
  'the mall’s id of the destination, or nothing': 'モールの送付先ID(または空欄)',
  'is good, but {0} of the same order is not: its parcels go together.':
    'この行に誤りはありませんが、同じ注文の{0}に誤りがあります。同じ注文の荷物はまとめて処理します。',
  'line {0}': '{0}行目',
  'lines {0}': '{0}行目',
  'is in {0}: name one with --shop.': '{0}の両方にあります。--shop で店舗を指定してください。',
  'is not stored here ({0} looked through): is it mistyped? If not, name its --shop.':
    '取り込まれていません({0}を確認)。番号に誤りがなければ、--shop で店舗を指定してください。',
  '{0} shop': '{0}店舗',
  '{0} shops': '{0}店舗',
  'shop: there is no shop {0}. Look it up with ops shops list.': '店舗 {0} はありません(一覧: ops shops list)。',
  "shop: statuses are not sent to the mall of {0} ({1}). Change the order in the mall's own pages.":
    '{0}のモール({1})にはステータスを送信できません。モールの管理画面で変更してください。',
  'shop: its merchant {0} has not the feature status. Switch it on with ops merchants change.':
    '事業者 {0} は機能 status を使っていません(設定: ops merchants change)。',
  'order number: got {0}, expected {1}': '受注番号が{0}になっています。{1}を記入してください。',
  'a number of 楽天 such as 370001-20261124-0203456789': '楽天の受注番号(370001-20261124-0203456789 など)',
  'an 注文ID of Yahoo!ショッピング such as kado-no-mise-10000001':
    'Yahoo!ショッピングの注文ID(kado-no-mise-10000001 など)',
  'parcels: got {0} for basket {1}, expected at most {2}':
    '送付先 {1} の荷物が{0}個あります。{2}個以内にしてください。',
  'the only one': '(1件のみ)',
  'parcel {0}, {1}': '荷物{0}: {1}',
  'basket: got {0}, expected the number of a destination': '送付先IDが{0}になっています。番号を記入してください。',
  "carrier: got {0}, expected one of the mall's codes, {1} and so on":
    '配送会社が{0}になっています。モールのコード({1}など)を記入してください。',
  'tracking number: got {0} characters, expected at most {1}':
    'お荷物伝票番号が{0}文字あります。{1}文字以内にしてください。',
  'tracking number: expected text of one line, got control characters': 'お荷物伝票番号に制御文字が含まれています。',
  'another number than the right one': '訂正後と異なる番号',
  'corrects: expected the tracking number that was wrong, of at most {0} characters':
    '訂正前の番号は{0}文字以内で記入してください。',
  'corrects: expected another tracking number than the right one': '訂正前と訂正後の番号が同じです。',
  'the order has a parcel already: {0}. If this one is sent as well, add --another; if it is the right number of that one, --corrects {1}.':
    'この注文には荷物があります: {0}。別の荷物も発送した場合は --another を付けてください。番号の訂正の場合は、列「訂正前お荷物伝票番号」に {1} を記入してください。',
  'the number {0} was corrected to {1}. If it is right after all: --number {2} --corrects {3}.':
    '番号 {0} は {1} に訂正されています。{2} が正しい場合は、列「訂正前お荷物伝票番号」に {3} を記入してください。',
  'the order has no parcel {0} to be corrected. {1}': '訂正前の番号 {0} の荷物がこの注文にありません。{1}',
  'No parcel of it is known here: read the order again (ops import), or leave --corrects out.':
    '荷物が登録されていません。注文を取り込み直すか(ops import)、訂正前の番号を空欄にしてください。',
  'It has: {0}.': '登録されている荷物: {0}。',
  '{0} (requested {1} by {2})': '{0}({1} 依頼、依頼者 {2})',
  '{0} (at the mall when the order was read, {1})': '{0}(モールに表示、{1} 読込)',
  'shipped on: got {0}, expected a day as 2026-11-24': '発送日が{0}になっています。2026-11-24 の形で記入してください。',
  'shipped on: got {0}, expected a day within a year of today':
    '発送日が{0}になっています。今日から1年以内の日を記入してください。',
  '{0} characters': '{0}文字の値',

  // Counts and movements of stock.
  'stands in line {0} already, for the same SKU.': '同じSKUが{0}行目に同じ伝票番号であります。',
  'is counted in line {0} already, at the same moment. Give one line with the sum, or each its own moment.':
    '{0}行目に同じ日時の棚卸があります。合計を1行にまとめるか、日時を分けてください。',
  'stands already for something else: {0} at {1}, reported by {2}. Give another one, or report the difference.':
    '別の報告({0}、{1}、報告者 {2})に使われています。別の番号にするか、差分を報告してください。',
  'is a set: its parts are counted. See them: ops stock show.':
    'セット商品です。構成品の数を報告してください(確認: ops stock show)。',
  'The SKU is empty. Give the SKU that the listings sell.': 'SKUが空欄です。販売しているSKUを記入してください。',
  'The id has {0} bytes. Give one of up to {1}: it is part of a key.':
    '伝票番号が{0}バイトあります。{1}バイト以内にしてください。',
  'The id is empty. Give one that is the same whenever this movement is reported again.':
    '伝票番号が空欄です。同じ報告では同じ番号を記入してください。',
  'The quantity is {0}. Give whole pieces.': '数量が{0}になっています。整数を記入してください。',
  'The quantity is {0}. Give 0 or more, or an adjustment: only that may take pieces away.':
    '数量が{0}になっています。0以上にするか、区分を調整にしてください。',
  'Its moment is no time. Give the moment at which it was so.':
    '日時が正しくありません。実際の日時を記入してください。',
  'Its moment lies before 1970. Give the moment at which it was so.':
    '日時が1970年より前です。実際の日時を記入してください。',
  'Its moment {0} is still to come. Give the moment at which it was so.':
    '日時 {0} は未来です。実際の日時を記入してください。',

  // Listings.
  "a shop's key, because shops of several malls have this code: {0}":
    '店舗キー(複数のモールに同じコードの店舗があります: {0})',
  'the code or the key of a shop that there is (ops shops list)': '店舗のコードまたは店舗キー(一覧: ops shops list)',
  'a shop whose mall can be told stock': '在庫を送信できるモールの店舗',
  '商品管理番号/SKU管理番号 of 楽天 such as t-shirt/red-m, or the 商品管理番号 alone where it has no variants':
    '楽天の商品管理番号/SKU管理番号(t-shirt/red-m など。バリエーションがなければ商品管理番号のみ)',
  '商品コード of Yahoo!ショッピング such as t-shirt, or 商品コード:個別商品コード such as t-shirt:red-m':
    'Yahoo!ショッピングの商品コード(t-shirt など)、または商品コード:個別商品コード(t-shirt:red-m など)',
  'stands in line {0} already ({1}). Give one line for it.': '{0}行目にもあります({1})。1行にまとめてください。',
  'is a shop of {0}, of whom there is no row: ops merchants import.':
    '事業者 {0} が登録されていません(登録: ops merchants import)。',

  // Sets.
  'all lines of one set begin at one moment.': '同じセット商品の行は、適用日時を同じにしてください。',
  'belongs to a set of which line {0} is bad: a set is taken whole.':
    '同じセット商品の{0}行目に誤りがあります。セット商品はまとめて処理します。',
  'is a part of itself. Name what it is made of.': 'セット商品自身が構成品になっています。構成品を記入してください。',
  'names {0} twice. Give one line with what one set needs of it.':
    '構成品 {0} が2行あります。1セットに必要な数を1行にまとめてください。',
  'has the part {0}, which is a set itself. Name the parts of {1} instead.':
    '構成品 {0} はセット商品です。{1} の構成品を記入してください。',
  'is a part of {0}, so it cannot be a set itself. Name its parts there instead.':
    '{0} の構成品なので、セット商品にできません。{0} に構成品を記入してください。',
  'would take {0} bytes with all it consisted of before, of up to {1}. Name fewer parts, or use another SKU.':
    '以前の構成と合わせて{0}バイトになり、上限({1})を超えます。構成品を減らすか、別のSKUにしてください。',
  'has the part {0}, which is in more sets than a row can name. Use fewer sets of it.':
    '構成品 {0} を含むセット商品が多すぎます。減らしてください。',
  'is to change at {0}, which is still to come. Write it down when it begins.':
    '適用日時 {0} は未来です。その日時になってから登録してください。',
  'has had another recipe since {0}, which is later. Give that moment or a later one.':
    '{0} から別の構成になっています。その日時以降にしてください。',

  // Words with the ones that people write for them; last, since it fits much.
  '{0} ({1}) or {2}': '{0} ({1}) / {2}',
};
