/** 郵便番号 (first part), 都道府県, 郡市区, 町 and whether it is a 離島. The block numbers are drawn. */
export interface Place {
  zip1: string;
  prefecture: string;
  city: string;
  towns: readonly string[];
  isolated: 0 | 1;
}

const place = (zip1: string, prefecture: string, city: string, towns: string, isolated: 0 | 1 = 0): Place => ({
  zip1,
  prefecture,
  city,
  towns: towns.split(' '),
  isolated,
});

export const PLACES: readonly Place[] = [
  place('158', '東京都', '世田谷区', '上野毛 瀬田 等々力'),
  place('130', '東京都', '墨田区', '両国 業平 東駒形'),
  place('231', '神奈川県', '横浜市中区', '山下町 本牧 元町'),
  place('330', '埼玉県', 'さいたま市大宮区', '桜木町 櫛引町'),
  place('272', '千葉県', '市川市', '八幡 真間 行徳駅前'),
  place('980', '宮城県', '仙台市青葉区', '国分町 上杉 木町通'),
  place('036', '青森県', '弘前市', '大字土手町 大字富田'),
  place('060', '北海道', '札幌市中央区', '南一条西 北三条東'),
  place('460', '愛知県', '名古屋市中区', '栄 大須 丸の内'),
  place('530', '大阪府', '大阪市北区', '天満 梅田 中之島'),
  place('604', '京都府', '京都市中京区', '烏丸通三条上る場之町 御池通間之町東入高宮町'),
  place('650', '兵庫県', '神戸市中央区', '北野町 海岸通'),
  place('730', '広島県', '広島市中区', '本川町 幟町'),
  place('810', '福岡県', '福岡市中央区', '天神 大名 薬院'),
  place('900', '沖縄県', '那覇市', '久茂地 泊 首里金城町'),
  place('907', '沖縄県', '石垣市', '字大川 字登野城', 1),
  place('817', '長崎県', '対馬市', '厳原町国分', 1),
  place('388', '長野県', '長野市', '篠ノ井布施高田'),
];

export const BUILDINGS: readonly string[] = [
  '',
  '',
  '',
  ' コーポ桜Ⅱ 203号室',
  ' ﾊﾝｶｸﾏﾝｼｮﾝ 1105',
  ' グランドヒルズ髙輪台タワーレジデンス　28階 2807号',
  ' ﾒｿﾞﾝ･ﾄﾞ･ｿﾚｲﾕ B棟 ４０１',
  ' (株)丸𠮷商店 総務課 気付',
  '　第３中央ビル７Ｆ－Ｂ',
];
