/** A product as a shop registers it. Every combination of its axes is one SKU; without axes it is a single SKU. */
export interface Product {
  code: string;
  name: string;
  priceYen: number;
  taxRate: 0.1 | 0.08;
  includeTaxFlag: 0 | 1;
  axes: readonly { name: string; values: readonly { code: string; label: string }[] }[];
  choices: readonly string[];
}

const SIZES = [
  { code: 's', label: 'S（着丈65・身幅49）' },
  { code: 'm', label: 'M（着丈69・身幅52）' },
  { code: 'l', label: 'L（着丈73・身幅55）' },
];
const COLOURS = [
  { code: 'nv', label: '紺（ネイビー）' },
  { code: 'kn', label: '生成り' },
  { code: 'mc', label: '抹茶' },
];

/** Thirty SKUs: 6 + 3 + 4 + 5 + 3 + 2 + 2 and five products without variants. */
const PRODUCTS: readonly Product[] = [
  {
    code: 'tsya-2201',
    name: '【送料無料】和紙混天竺 半袖Tシャツ 吸汗速乾 日本製 男女兼用 クルーネック 厚手 6.2oz 透けにくい 洗濯機OK 父の日 ギフト',
    priceYen: 3980,
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [
      { name: 'サイズ', values: SIZES },
      { name: 'カラー', values: COLOURS.slice(0, 2) },
    ],
    choices: ['ギフト包装:希望しない', 'ギフト包装:希望する（＋220円）'],
  },
  {
    code: 'taoru-0917',
    name: '泉州産フェイスタオル 5枚セット 後晒し製法 綿100% 34×85cm 薄手 ﾊﾔｶﾜｷ 部屋干し 業務用にも 内祝い 熨斗対応',
    priceYen: 2200,
    taxRate: 0.1,
    includeTaxFlag: 0,
    axes: [{ name: 'カラー', values: COLOURS }],
    choices: ['熨斗:不要', '熨斗:内祝い（蝶結び）', '熨斗:粗供養'],
  },
  {
    code: 'coffee-3310',
    name: '自家焙煎 深煎りブレンド「夜長」珈琲豆 エチオピア・コロンビア・マンデリン 焙煎したて 当日発送 ドリップ エスプレッソ',
    priceYen: 1490,
    taxRate: 0.08,
    includeTaxFlag: 1,
    axes: [
      {
        name: '内容量',
        values: [
          { code: '200', label: '200g（約20杯分）' },
          { code: '500', label: '500g（約50杯分）' },
        ],
      },
      {
        name: '挽き方',
        values: [
          { code: 'mame', label: '豆のまま' },
          { code: 'kona', label: '粉（中挽き）' },
        ],
      },
    ],
    choices: ['確認項目:焙煎日の指定はできません（了承しました）'],
  },
  {
    code: 'kutsu-7405',
    name: '撥水レザー調スニーカー 3E 幅広 軽量 約230g ﾗﾊﾞｰｿｰﾙ 立ち仕事 通勤 黒 紐なし スリッポン レディース メンズ 23.0～27.0cm',
    priceYen: 5480,
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [
      {
        name: 'サイズ',
        values: ['23.0', '24.0', '25.0', '26.0', '27.0'].map((cm) => ({ code: cm.replace('.', ''), label: `${cm}cm` })),
      },
    ],
    choices: ['サイズ交換:片道送料はお客様負担（了承しました）'],
  },
  {
    code: 'magu-1188',
    name: '美濃焼 粉引マグカップ 320ml 電子レンジ・食洗機対応 ①名入れ無料 結婚祝い 新築祝い 木箱入 ペアにも',
    priceYen: 2750,
    taxRate: 0.1,
    includeTaxFlag: 0,
    axes: [{ name: '色', values: COLOURS }],
    choices: ['名入れ:しません', '名入れ:します（備考欄にご記入ください）'],
  },
  {
    code: 'kasa-5521',
    name: '晴雨兼用 折りたたみ傘 UVカット率99.9% 遮光1級 自動開閉 8本骨 耐風 超撥水 収納ポーチ付 大きめ 105cm',
    priceYen: 3280,
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [{ name: 'カラー', values: COLOURS.slice(0, 2) }],
    choices: [],
  },
  {
    code: 'epuron-6043',
    name: 'リネン混 首掛けエプロン 大きめポケット H型 撥水 保育士 カフェ 家庭科 ㎝表記 丈95㎝ 母の日',
    priceYen: 2990,
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [{ name: 'カラー', values: COLOURS.slice(1) }],
    choices: ['ギフト包装:希望しない', 'ギフト包装:希望する（＋220円）'],
  },
  {
    code: 'kome-0005',
    name: '令和産 会津コシヒカリ 精米 5kg 生産者直送 特別栽培米 一等米 真空パックではありません 産地直送 ふっくら',
    priceYen: 4380,
    taxRate: 0.08,
    includeTaxFlag: 1,
    axes: [],
    choices: ['精米:白米', '精米:7分づき', '精米:玄米'],
  },
  {
    code: 'sencha-0880',
    name: '深蒸し煎茶 八十八夜摘み 100g×3袋 静岡牧之原 茶農家直送 ﾒｰﾙ便送料無料 ポスト投函 水出し可',
    priceYen: 2160,
    taxRate: 0.08,
    includeTaxFlag: 1,
    axes: [],
    choices: [],
  },
  {
    code: 'rosoku-2290',
    name: '手描き和ろうそく 四季の花 12本入 櫨蝋100% 燃焼約50分 仏事 お供え 御霊前 香典返し 桐箱',
    priceYen: 3300,
    taxRate: 0.1,
    includeTaxFlag: 0,
    axes: [],
    choices: ['掛け紙:なし', '掛け紙:御供'],
  },
  {
    code: 'kutsushita-4410',
    name: '5本指ソックス 絹×綿 二重編み 10足組 冷えとり 締め付けない 日本製 奈良県広陵町 22～25cm 個包装',
    priceYen: 2480,
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [],
    choices: [],
  },
  {
    code: 'kasutera-3901',
    name: '長崎五三焼かすてら 0.6号×2本 双目糖 ｻﾞﾗﾒ 賞味期限14日 お中元 お歳暮 手提げ袋付き 老舗の味',
    priceYen: 3456,
    taxRate: 0.08,
    includeTaxFlag: 1,
    axes: [],
    choices: ['手提げ袋:1枚', '手提げ袋:不要'],
  },
];

/** How many SKUs a shop sells if not given. */
export const SKUS_USUAL = 30;

/** Products whose combinations make at least `skus` SKUs: the usual ones, then as many more without variants as are lacking. */
export function productsFor(skus: number): readonly Product[] {
  const usual = PRODUCTS.reduce((sum, product) => sum + combinations(product).length, 0);
  return [...PRODUCTS, ...Array.from({ length: Math.max(0, skus - usual) }, (_, index) => plainProduct(index + 1))];
}

const kinds = ['木皿', '箸置き', '風呂敷', '一輪挿し', '手ぬぐい'] as const;

function plainProduct(number: number): Product {
  const name = kinds[number % kinds.length] ?? '木皿';
  return {
    code: `zakka-${String(number).padStart(4, '0')}`,
    name: `${name} その${number} 日本製 職人手作り 普段使い ギフト`,
    priceYen: 800 + 70 * (number % 40),
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [],
    choices: [],
  };
}

/** Every combination of a product's axes, each the values of one SKU; without axes one that is empty. */
export function combinations({ axes }: Product): { axis: string; code: string; label: string }[][] {
  let rows: { axis: string; code: string; label: string }[][] = [[]];
  for (const { name, values } of axes) {
    rows = rows.flatMap((row) => values.map((value) => [...row, { axis: name, ...value }]));
  }
  return rows;
}
