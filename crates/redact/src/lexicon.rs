//! What the language knows of names, organisations and addresses: surnames, characters that no given name contains,
//! words that merely begin like a name, words that follow a name, endings of organisations.
//!
//! Ordinary knowledge of the language, written out by hand; no case and no place is special.

use crate::class::{self, Classes, has};
use crate::trie::Trie;
use std::sync::LazyLock;

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳骆齐梅庄辛管祝左涂谷祁舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙伏岑习胥保和蔺水云昌凤酆皮卡元平伯尉荀羊於惠麹家储汲邴松富乌巴弓牧隗山郗班仰秋仓伊暴钭厉戎祖束幸韶蓟印宿怀蒲从鄂索咸籍阴能苍双闻莘贡劳逄扶堵宰郦雍却璩濮寿通扈尚农别充慕茹宦鱼容慎戈庾终暨居衡步满弘国寇广禄阙东殴殳沃利蔚越夔隆师厍晁勾融訾阚那空毋乜养须丰巢蒯相后红权逯益桓公闫佘仝肖邝麻税撒笪谯佀亓付代镡訚尧盘檀修占支展由衷昝岱兴粟但况亢缑帅宣郏经纵弋肇揣茆邰藏贲宛铁甫折凡么义母战才鹿綦呼门火户区仉斯弥莫时危琚楼鬱宓蓬湛禹狄贝茅裘缪干杭诸钮嵇滑荣芮羿浦督郈归闪汝钦佴赏墨哈言库秘纳敬操朴苌禚仵侬呙扆撖樵洼玄玉盍矫竹腾虎褟郄郇郤郯銮镇闭闾雒雪青初漆卿普赫鲜智豆南宾麦信阿奉";

/// Surnames that are seldom the first character of another word; a name without an announcing label begins with one of these.
const PLAIN_SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱林郭马罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔邱秦江史顾侯邵孟段钱汤尹黎贺赖龚庞樊殷陶翟颜倪俞鲁葛韦聂柳邢岳骆庄祝涂祁耿牟詹苗凌靳童甄裴鲍覃霍翁柯阮闵柴瞿戚滕臧褚娄奚穆郜晏栾喻窦卓巩虞卞佟荆岑胥蔺闫佘肖邝付毛何高任龙万常武乔文兰施洪安温季章伍尤毕焦齐梅辛管左谷舒纪盛欧项游卫屈隋甘景宁桂冉房吉古米池郁仇艾蓝仲乐宗鞠桑缪濮茅竺冼钮陳張黃吳劉趙楊許鄭謝蕭馮葉蘇盧蔣賈閻鍾鄧呂羅韓馬孫錢賴龔龐顧湯聶齊莊畢韋魯範遲鄒陸譚竇簡歐關賀龍萬严莫康蒲邬丛苑匡冀鄢晁芮扈郗逯逄仉谌狄湛禹嵇裘郇郄雒郯刁卜荣雍亓揭练敖阚笪蒯昝粟楼栗储芦寇郎程訾郏宓佴仝危";

const DOUBLE_SURNAMES: &str = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 长孙 宇文 夏侯 端木 南宫 独孤 轩辕 澹台 公冶 濮阳 淳于 单于 申屠 呼延 闻人 万俟 赫连 钟离 拓跋 百里 东郭 西门 左丘 鲜于 司空 太史 完颜 纳兰 叶赫 那拉 爱新觉罗 乐正 漆雕 亓官 巫马";

/// Characters that do not occur in given names: function words, verbs of procedure, units, parts of addresses.
const NEVER: &str = "的了在是不我你他她它们这那于与及或被把将对因者吗呢款罚违案证局店厂处部所院县村街室条项该此某已未到说称述讲问答签查检收购买卖销售费价额货车船药食酒肉您就并但而且即由等叫让给当没非无须需要做办提供取请去个只些每各另其何谁哪什么吧啊使按据往受委托系络确认罪赔偿拒绝逾缴纳警告停产执记账号码址邮箱电话姓职务女族户籍身份亲戚属";

/// Frequent characters of given names; they tip the balance when the length of a name is in doubt.
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国文志红玲春梅辉鹏飞鑫波斌宇浩凯俊健峰海林玉萍燕雪琴云莲真环荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉蓝凤洁琳素茜倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思毅庆昌盛雄琛钧冠策腾楠榕风航弘义兴良海山仁波宁贵福生龙元全胜学祥才发武新利清彬富顺信子杰士建家致树炎德行时泰晨轩睿泽豪诗涵梓萱雨博辰子轩一诺依然浩然皓轩宸宇翔坤东南西北天成立恒永康安民国庆根宝金银水土木火泉江河湖洪涌源长松柏柳桃杏枫楠森桐梁栋正忠孝诚义礼仁智勇和顺达远光明亮辉煌耀晖星辰阳旭日月皎朗晴霖震雷霆云峰岭岩磐石玺玮珂珊珠瑜璐瑛琪琦琳璇璟宏伟大伦升进喜乐逸逍遥启迪贤哲彦斐文章笔墨书画琴棋诗词歌赋小少连双三四五六七八九十百千万巧惠慧兰菊莲荣花叶草芝苗青碧翠绿紫丹朱彩绢绣锦素雅淑娥婵姗妮娅婧妍嫣媚娇娟娣姐弟男阿开向传继承绍祖宗先绪振世代昌延嗣芬茂繁荫培植耕田丰登收银财旺根留柱栓锁牢铁钢锋钊铭钰镇鉴铮锐卫防保守护边疆战胜克捷定安邦治平邵凌川州沪京苏杭湘粤琪淼焱垚犇煜炜烨熠昱昊晟曦灿焕淇淳渊渝湛滨潇瀚澄濡灵炳爵牧犀狄献玄率玥珉珣瑄璋璞甜甫畅盈睦矗硕祺祯禄禹秉秋科秦稳穆笑筱筹简米精纬纪绎统维绮缨罡羚翊翎翰耘聆肖胤臣舜芊芙苒若茉茹茵荃荟莎莘莹菡菱萌葳蒙蓬蔚蔓薪蕙藤虎虹蛟蝶衍袁裕裴言誉谊谦谨豫豹贝赐赛越趣跃路轶迎追逊逢道遂遵郁郎郡酉重野量铎铸锡门闻阔阶陆陵陶雍雏雯霁霏靖韦韬韶韻顶颂飒骁骄骅骏骞高魁魏魅鲁鲜鸣鸽鸿鹃鹊鹤鹰麒麟黎默鼎齐龄妙妤娉嫦孟季宛宣容宽宾寅密寓尔尚尧尹屏岑岗岳岸峥峻崇崎崴嵘嵩巍工左巨布帆帜干年庄序庚府度庭廷异彤征律徐得微徽心忆忱念怀恋恩恬悟情惜惟愉意愿慈慕懿戈房扬抒技拓掌揽搏攀政效教敬整斗斯方旋旦昀昂昆昕显晏景暄暖曙曼朋札权李材束极果枢柄柯标栩校格桑梧棠椿楚楷榆槐樊橙欧步殊比气求汀池汶汪沁沂沃沄沐沙沛沿法泓洛津洲活派济浓浙浚浦润涓涣淙深添渔温港游溪滔漪漫潘潭潮激濂濮中兵冬晶帅想杨来运印换引改予汐沫语弈驰苡悠芮蕾菀存厚娃妞朝争声音蔷起壮恭朴昶晔奕勋绒绫葵蕴创劲励勐勉卉喆圆坚垒堂太央奎姝嫒孜宪尊岱岷彰恕恺懋抗援敦普晋晚曜朔歆涟渭湉漾灏炫炼焘煊照玖琅琇琉瑕璀璁璨璜瓒益盼砚禧积竞箐粟纲纹练芃芋芦芯芹苹茁荧莓萃萦葆蓁薰谋赞践踪迅迈钏铃铠键锴隽霓颐颢骋骥鸥二毛俭午吟增美佩仙赫仲叔伯仑圣革藕群悌廉浪瑚寿隆翱鹄凰鸾亭典燃炽威敢侠善理端霜夏岁常绵功洙杵";

/// Characters used to write names of other languages.
const FOREIGN: &str = "约翰阿艾埃安奥巴白拜保鲍贝比彼毕别宾波伯勃博卜布查茨慈次达大戴丹道德登邓迪笛蒂丁东都杜顿多俄厄恩尔法凡范菲费芬丰佛夫弗福富盖甘冈高戈哥格葛根贡古瓜官圭哈海汉豪赫亨洪侯胡华怀霍基吉季加贾简江杰捷金京久喀卡凯坎康考柯科可克肯孔库夸昆拉莱赖兰郎朗劳勒雷黎礼李里利莉连廉林琳卢鲁路伦罗洛吕马玛迈麦曼芒毛茂梅门蒙孟米密明缪摩莫墨默木姆慕穆拿内那纳娜乃南瑙尼尼娜妮宁牛纽农努诺欧帕派潘庞培佩彭皮平珀普奇齐恰乔钦琴青琼丘邱热日荣茹瑞若萨塞赛桑森沙山珊尚绍舍申圣施史士寿舒斯丝苏孙索塔泰坦汤唐陶特藤提田铁廷通图土托瓦万旺威韦维魏温沃翁乌吾武西希锡霞夏香肖谢辛欣兴休许逊雅亚延扬耶叶伊以易因英永尤于约泽扎詹占张章珍治兹朱卓兹宗佐合买江丽帕提古再热依木孜力甫克孜不艾合买提牙库甫沙塔尔吐尔逊麦麦卡迪尔汗拜尔阔巴图其其格苏和那仁巴特尔乌云娜旺堆次仁扎西卓玛央金平措丹增顿珠索朗德吉罗布玉素迦旦哲旋旺吾拜则秀海努尔祖拜丹迪胡达吉克赛都外里排祖农肉孜茹先古再同曼依明加帕尔西嘎娃敖罕音朝宝班地文莎琪杨守衣完额敦娅顺乐满昂沁花边强曲仓决列群";

/// Characters that write such names only beside the usual ones.
const FOREIGN_SELDOM: &str = "得才让朵尖措先姆石";

/// Words that begin with a surname and are no names; in running text they follow labels all the time.
const NOT_NAMES: &str = "和行政 和其他 和相关 和有关 后制 前一 和见 和执 和第 和本 和有 和委 和代 和证 和被 和法 和负 和利 宿舍 宿费 花名 成绩 时代 时刻 时段 时长 时限 时效 家访 水费 安抚 章程 宁愿 和解 平日 师傅 师生 师德 云端 云平 明日 明文 明白 应聘 应届 应诉 应付 应收 应缴 应税 应得 应有 应交 花销 安分 安心 安稳 安定 常识 常态 高龄 高薪 高利 查账 查清 查证 查阅 查找 查无 路费 路程 路况 车费 车款 车票 车险 车身 车门 车窗 党校 党内 席间 包间 包厢 包子 包干 包月 包年 金条 金库 金牌 金店 金税 白纸 白领 白班 黄牌 黄线 蓝领 蓝图 红包 红利 红肿 麦当 麦子 花生 花店 马匹 牛棚 羊群 鱼塘 鱼类 水塘 水表 水泵 水井 水洗 水货 水渠 山羊 山塘 山货 江湾 池子 江滩 田块 田埂 游人 游船 游艇 冷饮 温室 温泉 温馨 丁字 于今 于前 于后 于近 于次 于现 楼内 楼道 楼上 楼下 楼层 楼梯 楼房 单边 单纯 相片 平米 平稳 解雇 解聘 解答 解读 费用 戴手 戴好 凌晨 明火 沿街 沿线 终身 终了 堵塞 堵住 伏案 束手 伊始 暴露 暴力 暴雨 空白 空间 空调 空气 空置 养殖 从轻 方才 万一 连日 满口 满期 满足 乐于 尚需 容许 闻到 劳资 勾兑 勾结 危险 危害 危房 危化 红十 植保 关押 关爱 关心 关怀 经查 经过 经审 经核 经检 经本 经我 经调 经询 经销 经济 经由 经批 经人 经现 由于 由其 由当 由本 由我 由该 由执 宣传 宣读 宣布 宣告 须在 须向 户外 户籍 户口 户主 区分 区域 区别 区内 区外 门口 门店 门牌 门诊 门头 门市 门窗 火灾 火锅 火车 火源 义务 义乌 战略 才能 才可 才将 展开 展示 展览 展品 母亲 兴办 兴建 兴化 但未 但是 但其 但在 但不 但当 但经 况且 支出 支持 支行 支队 支撑 支架 斯里 呼叫 呼吸 凡是 陈述 陈列 陈旧 于是 于当 于本 于某 于同 于上 于法 于此 于其 应当 应予 应依 应该 应立 应于 应在 应为 应向 应按 应急 曾经 曾于 曾因 曾在 曾向 曾被 曾用 向我 向本 向其 向他 向某 向执 向社 向有 向法 向人 向市 向消 向该 向当 从事 从业 从重 从严 从未 从其 从中 从而 从上 从某 全部 全体 全程 全国 全面 全市 全省 全年 全文 全权 时间 时任 时未 时在 时称 时不 时有 时应 单位 单独 单方 单价 单据 单一 车辆 车间 车主 车牌 车站 车库 严重 严格 严厉 严禁 施工 施行 施用 施救 成立 成年 成交 成本 成品 成功 成为 成分 成员 成都 申请 申辩 申报 申诉 申领 申明 金额 金属 金融 金钱 高度 高价 高温 高新 高于 高空 高级 高危 高速 高中 高管 管理 管辖 管道 管控 管线 安全 安装 安排 安置 安徽 安保 安监 安康市 包装 包括 包含 包工 包庇 项目 权利 权益 权限 权属 房屋 房产 房东 房间 房地 房租 方式 方面 方法 方可 方案 方向 方便 方能 万元 万余 万以 易燃 易爆 易制 易于 易腐 白酒 白色 白天 白条 水泥 水产 水质 水污 水利 水果 水电 水管 水务 石灰 石油 石材 石化 石料 黄金 黄色 黄河 江苏 江西 江阴 江南 江北 沈阳 上海 苏州 苏北 苏南 杭州 常州 常熟 常年 常住 常见 常务 常规 常用 常委 温州 温度 宁波 宁夏 安庆 郑州 广州 广东 广西 广告 广场 广大 云南 云计 台州 台湾 台账 山东 山西 山区 海南 湖南 河南 南通 南京 明知 明确 明显 明示 明码 明细 明年 解释 解除 解决 解散 解封 游客 游戏 游泳 冷冻 冷藏 冷链 冷库 来源 来自 来到 来电 来人 来访 来信 来料 连续 连带 连同 连云 支付 盛装 盛放 习惯 查处 查封 查明 查获 查验 查看 查询 查扣 查实 路面 路段 路口 路边 路灯 路人 卫生 卫健 卫星 广播 雷同 贺卡 涂改 涂料 涂装 谈话 党员 党组 党委 党支 左右 左侧 左边 右侧 步骤 通过 通知 通报 通道 通用 通风 通行 通讯 通信 通告 阴凉 杜绝 花费 花园 花木 花卉 花桥 甘肃 钱款 钱物 钱财 祝贺 季度 季节 米面 米粉 谢绝 谢某 计算 计划 计量 计价 计入 计时 计税 经营 经理 任职 任命 任何 任务 任意 任由 任期 和谐 和平 和当 和其 和该 和相 和他 平时 平台 平面 平均 平方 平行 平安 平常 平等 强制 强行 强烈 强调 强令 强化 强迫 边界 边坡 边缘 原因 原告 原料 原始 原件 原价 原则 原材 原名 原为 原系 原有 原产 原审 商品 商标 商家 商店 商铺 商场 商业 商户 商贸 商务 商定 商议 国家 国有 国务 国内 国外 国际 国庆 国药 国土 国标 国道 国税 文化 文件 文书 文字 文明 文物 文号 文本 文旅 充分 充电 充当 充值 终止 终结 终端 终审 农业 农民 农药 农村 农产 农历 农贸 农资 公司 公开 公告 公安 公示 公民 公证 公路 公共 公章 公布 公园 公平 公正 公众 公寓 公益 公用 公务 公里 公斤 公然 公职 公积 东侧 东西 东面 东部 东路 东南 东北 利用 利益 利润 利息 利害 利率 师资 相关 相应 相对 相同 相互 相当 相符 相邻 相信 相比 相机 后果 后续 后经 后来 后期 后又 后在 后被 后于 后将 红色 红酒 红木 红外 红线 那么 那个 那些 那样 那时 养护 养老 须经 须知 须持 须依 须于 丰富 满意 满载 满员 居民 居住 居委 居中 居留 居室 广泛 步行 越野 隆重 能够 能源 能力 能否 能效 能耗 双方 双倍 双随 双重 双面 闻讯 劳动 劳务 劳保 贡献 扶贫 扶持 扶手 却未 却仍 却在 却不 容易 容器 容量 容积 容留 别人 别墅 别处 别名 尚未 尚有 尚不 尚欠 尚处 尚在 尚无 家庭 家中 家具 家属 家长 家里 家电 家人 家住 富余 巴士 山林 山体 山坡 班组 班次 班长 仓库 仓储 仓管 束缚 幸福 印章 印刷 印制 印花 印发 怀疑 怀孕 索要 索取 索赔 索证 咸菜 保证 保护 保管 保存 保险 保持 保障 保密 保健 保安 保洁 保修 保养 保税 保留 水平 元旦 元整 元以 元件 皮肤 皮带 皮革 卡号 卡片 卡车 卡口 伏法 银行 银联 银色 扬尘 扬言 扬州 沙石 沙发 沙土 沙场 沙子 习近 宗教 宗地 宗旨 官方 官网 官司 原先 封存 封条 封闭 封口 封装 封签 乐器 乐园 仲裁 井盖 练习 都是 都有 都没 都在 都未 都能 都会 都不 蓝色 蓝牙 蓝天 仇恨 冷却 冷水 迟延 迟到 迟迟 喻某 计提 蒙受 蒙古 商用 连锁 连接 连人 谈判 郎某 燕窝 木材 木制 木工 木料 木板 木质 木门 符合 符号 盖有 盖章 盖板 简单 简易 简历 简体 简称 廉价 廉租 廉政 全额 全新 全责 宫颈 来往 晋升 池塘 池内 池水 米饭 古城 古镇 丘陵 吉林 吉利 边上 房主 房源 房号 房管 车架 车型 车厢 车上 车内 车位 车载 车次 车祸 车道 车号 车损 华东 华为 华润 华侨 强度 解约 桂林 宁可 柏油 司机 司法 司空 包裹 单元 单号 单证 单次 单身 单车 单项 甘蔗 景区 景观 景点 植物 植被 植树 位于 位置 席位 卫浴 阳光 阳台 阳性 游乐 成人 成效 成果 成熟 成套 曲线 曲面 项下 童装 童车 童鞋 盛大 费率 关于 关系 关闭 关联 关门 关停 关机 关键 关注 关口 路过 路线 舒适 谷物 左转 管网 管材 管家 庄稼 庄园 梅雨 齐全 齐备 辛苦 向上 向外 向下 向前 向公 向南 向北 向东 向西 向甲 焦炭 焦油 毕业 毕竟 尤其 尤为 申办 申购 韦某 伍拾 伍佰 伍仟 伍万 陆拾 陆佰 陆仟 陆万 陆续 陆上 柒拾 万余元 万吨 万人 万平 武汉 武器 武术 常德 易某 黎明 汤料 汤汁 钱币 段落 龙头 龙舟 龙虾 孟加 顾客 顾问 顾虑 史料 史上 江边 江河 江水 江面 秦淮 毛坯 毛重 毛巾 毛利 毛发 康复 白糖 白板 孔洞 孔径 金桥 金山 金华 金湖 熊猫 石头 石膏 石块 石棉 石粉 方米 方量 方形 范围 范本 范例 姜茶 任一 田地 田间 田野 钟表 钟点 夏季 夏天 戴口 戴安 杜撰 潘某 余款 余额 余下 余料 余热 余人 余名 叶片 叶菜 薛某 丁烷 丁酸 卢沟 苏打 苏式 吕某 许可 许诺 许多 许某 沈某 程序 程度 董事 于年 于月 于日 唐装 韩国 韩式 谢意 宋体 宋代 梁某 梁柱 罗列 马上 马路 马达 马桶 郭某 何时 何种 何处 何地 何人 何况 何某 林业 林地 林木 林区 林场 林权 高额 高档 高校 高层 高考 高压 高低 高效 高清 高炉 高楼 高架 高血 高等 朱砂 胡乱 胡同 胡椒 孙女 徐徐 吴江 吴中 周边 周围 周末 周转 周期 周岁 周年 周一 周二 周三 周四 周五 周六 周日 周内 周某 黄沙 黄酒 黄牛 赵某 杨树 杨梅 陈某 陈皮 陈醋 陈化 陈米 刘某 张贴 张某 张挂 张开 张力 张家港 李某 王某 王牌 王者 牛肉 牛奶 牛羊 代理 代表 代为 代收 代码 代办 代工 代销 代加 代签 代缴 代付 代购 代驾 代扣 付款 付清 付费 付给 占用 占有 占地 占比 占道 占据 修建 修理 修改 修复 修缮 修正 修订 税务 税款 税费 税率 税收 税前 盘点 盘查 麻将 麻醉 麻袋 麻辣 肖像 撒谎 肖某 艾滋 艾草 欧洲 欧元 欧盟 查收 冀中 翟某 海关 海报 庞大 文具 洪水 洪涝 洪泽 殷实 兰州 兰花 乔木 乔装 安静 鲁迅 岳父 岳母 祝愿 管护 古董 卓越 柯某 穆斯 桑叶 桑拿 桑植 荆州 虞某 祁连 涂抹 齐某 石英 石狮 江某 江湖 史无 任其 何以 高速公路 高标准 高质量 高清晰 高浓度 高风险 原来 战争 铁路 古代 平民 越来越 青年 文学 公元 文章 封建 战斗 空军 成长 高兴 明代 空中 元年 尚书 游行 兴趣 国民 明朝 强大 秘密 宫廷 南方 国防 银子 战士 明清 从来 祖国 初步 明天 房子 居然 官兵 秘书 文艺 战国 商量 能量 纪念 储量 初中 相继 战胜 原子 唐代 那天 水中 官军 相连 支援 步兵 全长 兴起 平静 元素 宫中 那边 鱼苗 公子 火山 高大 支柱 次日 文献 区长 单行 温暖 保卫 广阔 时辰 鲜明 次年 方言 元代 武士 连连 义军 水运 揭露 阴谋 向来 温和 师妹 全军 全民 水深 明明 通航 拉开 后勤 从小 严峻 怀中 水晶 官家 纪律 盛行 官府 纵然 后代 师长 国徽 黄土 水陆 冷静 鲜花 元朝 后世 师弟 万家 东风 山顶 镇长 国情 时尚 台阶 温柔 解开 武艺 火光 南岸 严密 厉声 万万 揭开 保全 任教 呼声 高尚 储存 全书 南朝 高声 衡量 房中 修行 越发 全然 通红 全家 后边 通向 芦花 明亮 阴影 强盛 唐朝 相传 富裕 东边 史学 养成 隆中 时光 司长 强劲 连声 折腾 保守 那日 山中 房门 干活 严谨 保定 水量 宋朝 来得 归来 常绿 车子 郑重 操练 水土 红花 双边 来时 山路 游牧 水源 隆庆 东晋 山石 石门 单词 幸运 卫士 党政 修炼 水文 党派 那年 平生 终年 皮子 时时 甘心 赏赐 折子 镇定 水生 操心 通天 金代 初年 陆游 关中 农田 空运 弥漫 盛开 庄重 冷战 水路 慎重 富贵 国立 公道 鲜艳 林中 家门 高高 万向 史书 班子 鱼池 余万 山道 边防 宫门 初时 母子 鲜红 卫兵 宣扬 东岸 红土 连长 石墨 周长 严寒 纵深 敬重 阴道 盘旋 丛书 从容 火星 乐趣 后卫 玉音 边疆 充沛 农家 水温 余年 童年 乐意 但愿 商代 秋季 战火 公文 隆起 家园 赫然 兴致 庄家 暴行 国门 怀念 终生 季风 言行 经书 揭发 盘子 左派 连年 初一 麻布 东征 商朝 成书 黄花 花纹 丰厚 原定 丛中 南航 隋朝 镇静 丰收 谈起 那双 镇守 严整 双双 谷子 养活 宣战 时日 计策 义气 平凡 双向 来华 后劲 铁门 农行 库存 平平 空战 毛笔 水道 强国 战果 明月 公爵 文中 边沿 后天 高铁 宗派 银河 平整 相宜 都统 党风 应声 晋代 牧民 古时 后门 武大 铁掌 关照 水军 富强 曲子 原文 位子 游子 简洁 简明 终极 经文 师大 劳工 车长 漆树 东道 水雷 宣统 火花 红火 陆路 南边 满心 松开 纵向 战法 平素 景致 白果 舒畅 苏门羚 青草 成天 银元 元气 空姐 银川 全天 江浙 党章 山影 单向 后生 方圆 相异 古诗 充军 松花 纪年 盘中 竹园 高一 次序 扬起 水草 国宾 畅达 富水 卫校 连环 原意 敬意 曲艺 万民 干贝 强壮 高法 保康 单兵 步子 周代 余米 终日 别国 古月 贡士 相逢 公立 楼顶 衷心 国政 全景 次子 门边 万方 原野 门派 仰慕 向量 文臣 甘愿 闪光 火龙 丰盛 支书 宗法 僧道 竹子 充裕 公家 居士 步步 冷门 花草 青石 黄道 木星 隆冬 次生 相容 门生 全校 相干 东家 公国 初三 尚可 水声 左岸 扶植 保重 门路 原创 费时 那根 夏日 揭晓 金冠 冷气 廉洁 牧草 管子 钦定 国军 农牧 水银 闪亮 赏心 初冬 衣冠 师门 乐府 养生 古朴 纵容 水田 门道 平房 水兵 高寒 督战 花冠 高歌 古书 玄学 闪开 才子 红润 武学 白日 闪耀 义士 养育 南向 相声 门卫 国君 夏代 解法 别致 水池 由来 时政 师法 东魏 养子 常量 水边 温水 火气 那晚 古生代 周朝 金兵 勾引 原生 畅游 能比 计谋 修道 成才 连发 鲜活 包揽 成全 督军 元音 高深 游艺 隋代 柴草 陆战 秦代 来日 闭门 冷风 夏秋 山花 滑行 章法 铁道 幸得 景气 格律 才干 空心 宣和 柴火 高音 封顶 水墨 空想 闭锁 农林 国策 花序 何来 常温 格子 满天 通政 国歌 格格 甘草 相思 简朴 通明 义门 应战 兴兵 左路 来意 花边 江岸 费心 闪存 全胜 单子 幸存 成法 文笔 万千 乐声 干练 库房 通畅 初生 包容 水气 农工 容情 通气 盛情 阴极 税法 金门 格言 皮炎 农学 古道 明媚 甘露 经纪 丰硕 保长 经学 易趣 勾践 撒娇 满月 茅草 安生 文风 水珠 蓬松 齐整 东来 党建 和声 尚存 明治 应征 周济 家传 山歌 应承 文言 双道 后发 山民 藏画 竹简 简练 何日 何门 融水 畅行 金边 强健 豆科 银光 单科 强光 水星 水花 镇子 青天 台词 国度 库容 成语 车臣 公生 纵火 公德 应天 拉长 权重 郁郁 阳气 保温 房顶 言词 通路 初八 水火 相爱 虎年 周游 强求 智谋 木然 水潭 钟情 铁锁 冷峻 单发 富民 镇远 富士 秘方 东起 温情 费劲 江心 顾念 万米 温存 管束 许愿 秦朝 严防 乐工 古士 左权 文士 危重 文法 古来 夏朝 房山 盛润 古树 盛誉 温润 纪元 高峻 高干 武行 湛蓝 蓝筹 古音 古风 乐音 雍容 高发 舒心 乐歌 芦荟 万金 文墨 陶土 乐艺 古松 安布 温厚 马步 盛传 房改 宗子 古画 任情 乐律 洪大 陆运 文治 游学 楼门 康定 游园 茅房 温言 乐土 何年 房梁 万道 柴门 温婉 游水 高士 周天 文传 洪积 焦土 文思 常情 池边 古意 盛年 施治 余音 储运 常言 文火 温标 乐愿 付印 施济 管路 文豪 林边 游斗 秦晋 工程 工商 工伤 工艺 工时 工期 工业 工地 工资 工种 工序 工具 长期 长时 长年 人和 人均 人民 人员 人身 人事 人工 人口 师范 员工 者全 手段 手工 手术 手续 手写 警方 警告 警车 石榴 石柱 马铃 杜仲 杜鹃 何首乌 白术 吴茱 贺兰山 江米 金针 金丝 黄芪 黄芩 雷电 雷达 高二 高三 高地 高年 向着 于每 解冻 时装 金饰 银饰 白砂 白芷 白芍 牛蛙 羊肚 马蹄 鱼丸 鱼片 花椒 花茶 叶绿 叶面 麦芽 麦冬 谷氨 蓝莓 桃花 柏木 杨木 松木 桐油 梅花 菊花 桂圆 桑树 桑葚 沙棘 沙参 白云 白石 金石 金水 方解 马尾 云石 和国 国安 初次 初犯 初级 初审 初检 诸多 诸如 干部 干净 干扰 干预 归还 归案 归档 归属 归责 归集 荣誉 滑坡 督促 督办 督察 督导 赏罚 言语 言论 言辞 库内 纳税 纳入 敬请 敬老 操作 操控 玄关 玉米 玉石 竹制 腾退 腾空 镇政 镇人 镇区 镇级 闭店 闭环 雪糕 青菜 青岛 普通 普遍 普查 鲜肉 鲜奶 智能 智慧 智力 豆制 豆腐 南侧 南面 宾馆 宾客 信息 信用 信访 信件 信号 信贷 阿里 阿姨 海鲜 海洋 海域 海产 奉公 都存 都市 区政 区人 区委 县政 柳州 徐州 沧州 柳江 黄山 黄冈 黄石 安阳 安康 吉安 江宁 龙岩 石林 武安 万宁 安吉 宁海 宁国 长江 安全科 安全部 安全处 安全员 安全生产 常驻 康复科 江道";

/// Words that follow a person's name.
const FOLLOWERS: &str = "在 于 的 与 和 及 对 向 从 将 被 称 述 说 是 系 为 等 到 把 由 未 不 已 因 其 也 均 都 并 经 认 现 原 又 再 就 曾 所 以 共 年 出生 出具 出示 出售 出租 出资 出借 出庭 出席 介绍 陈述 提供 提出 提交 提取 进行 经营 经手 经办 经过 签字 签名 签收 签订 签署 签下 确认 承认 反映 证实 证明 证言 证词 自述 述称 辩称 供述 供认 表示 声称 回答 答 购买 购进 购得 购入 销售 出卖 驾驶 驾车 实施 从事 担任 代表 代理 代为 代收 代签 代缴 委托 陪同 参加 参与 到场 到达 到案 在场 在内 作为 作出 作证 作案 使用 利用 雇佣 雇用 聘用 聘请 安排 指使 指挥 要求 同意 拒绝 拒不 拒收 没有 无法 无证 未经 未取得 未按 以及 通过 持有 持 拥有 所有 开设 开办 设立 租用 租赁 租住 承租 承包 承担 居住 住 名下 家中 家 处 明确 确实 承诺 保证 接受 接到 接待 出面 表述 作答 递交 缺席 参会 发言 认可 知情 提议 建议 认为 指出 强调 答复 取得 完成 采取 按照 根据 依据 遂 便 则 仍 另 系 携带 携 穿着 身穿 手持 站 坐 躺 跑 走 骑 乘坐 乘 翻 爬 摔 跌 落水 骂 打 推 抢 拿 抓 撞 倒地 住院 就医 治疗 就诊 个人 本人 同志 先生 女士 小姐 老师 律师 医生 二人 两人 三人 四人 五人 六人 七人 八人 九人 十人 夫妇 夫妻 父子 父女 母女 兄弟 姐妹 之 妻子 丈夫 儿子 女儿 父亲 母亲 违法 违反 涉嫌 擅自 非法 私自 伪造 冒充 多次 先后 分别 共同 一同 一起 一并 当场 当日 当天 当时 随后 随即 立即 主动 积极 配合 予以 应当 应 可以 可 能够 能 有权 有 无 没 自 至 前往 来我 来到 来本 来此 来局 来访 来电 前来 有意 有异 有过 时任 如期 来 去 前 后 时 处以 罚款 警告 送达 收到 收取 收购 支付 付款 付 转账 转 汇款 借款 借 欠 欠款 赔偿 缴纳 缴 履行 申请 申辩 放弃 逾期 受伤 受雇 受托 受 死亡 当事人 法定代表人 负责人 身份证 户籍 联系 联系人 电话 手机 男 女 汉族 性别 民族 证号 执法证 提请 做 制作 记录 主持 询问 检查 调查 负责 管理 发现 看见 看到 听到 知道 得知 知晓 明知 告知 告诉 介入 离开 离职 入职 任职 工作 上班 打工 务工 送 送货 送往 给 叫 让 要 想 会 还 才 只 仅 却 则 而 或 或者 但 且 若 如 每 该 此 上述 所述 所称 所说 所写 所作 所销售 所经营 一案 案 案件 案卷 另案 身份 姓名 年龄 系该 系本 系太 系其 未能 拉走 运走 运至 运输 卖给 交给 交付 交纳 交代 交待 拍摄 拍照 捺印 盖章 阅 核对 核实 补充 更正 修改 说明 辨认 指认 举报 投诉 检举 反应 报案 报警 报告 驻 带领 带 组织 召集 邀请 饲养 种植 养殖 捕捞 加工 生产 制造 制售 储存 存放 堆放 倾倒 排放 搭建 建造 施工 安装 拆除 占用 砍伐 运营 载客 营运 开车 停车 停放 饮酒 酒后 醉酒 吸烟 打电话 注册 登录 发布 转发 上传 下载 直播 宣传 推销 推广 贩卖 兜售 仍 仍然 一直 长期 期间 期满 本次 本案 最终 最后 首次 再次 第一次 上门 口头 书面 如实 自愿 自行 单独 独自 亲自 亲笔 现场 现已 现年 现住 现任 曾任 原任 原系 原为 系个体 系公司 注射 推拿 按摩 针灸 拔罐 镶牙 补牙 拔牙 整形 诊疗 输液 接种 不在 不服 不是 不知 不予 不能 不愿 依法 正在 正准备 正要 正欲 正从 正对 正向 合伙 合作 合谋 共谋 子女 常年 存在 加以 基本 那里 那边 那儿 那拿 保存 保管 买了 买走 拿走 拿的 尾号 名义 户下 之间 今年 去年 前年 同年 当年 常住 长年 尚 亦 早已 事后 事前 上前 代替 顶替 装车 装货 卸货 卸车 过磅 开门 照看 照料 看管 看守 看店 任教 授课 坐诊 接诊 出诊 手工 采挖 挖掘 开采 设置 虚开 开票 记账 做账 订购 订货 下单 发货 接单 拒载 绕路 包庇 袒护 按份 各占 占股 持股 参股 受惊 轻伤 重伤 不满 年满 未满 尚未 购票 乘车 下车 上车 转的 给的 拿货 供的 送的 进的 买的 卖的 说了 说过 讲 管的 负责的 教授 副教授 研究员 高工 高级 博士 硕士 院士 那买 那进 外出 外逃 意见 鉴定 应对 登轮 登船 代领 代交 代办 代甲 代乙 带着 领着 跟着 拆过 修过 做过 来过 去过 巡山 巡查 解释 回复 患病 生病 解答 表态 汇报 代为参加 搭的 装的 修的 写的 签的 按 依 不同意 不认可 拒付";

/// Words that only people do or suffer; before them, after a word that leads to a person, a plain name is a name even
/// without a label.
const DEEDS: &str = "签订 签署 签收 签字 签名 签领 购买 购进 购得 购入 购置 租赁 承租 租用 租下 租来 介绍 转租 支付 转账 汇款 借款 借用 驾驶 驾车 陈述 述称 自述 辩称 供述 供认 承认 证实 到场 在场 到达 赶到 赶至 经手 打电话 取得联系 电话联系 联系 商定 约定 合伙 口头 当面 夫妇 夫妻 二人 两人 本人 名下 家中 家里 手中 处购 处进 处租 处借 处收 处取 处以 所有的 雇佣 雇用 聘用 受雇 领取 收取 交付 送货 拉运 运送 受伤 死亡 死亡后 坠落 摔伤 触电 溺水 代为 代收 拒绝 拒不 承诺 同意 委托 指使 带领 协助 陪同 等人 等二人 等三人 等四人 等多人 的妻子 的丈夫 的儿子 的女儿 的父亲 的母亲 的哥哥 的弟弟 的身份证 的手机 的电话 的银行卡 的微信 的证言 的陈述 的询问笔录 询问笔录 的住处 的家中 的签名 的签字 的指认 签字确认 一同 一起 先生 女士 同志 老师 师傅 打工 务工 上班 主持 担任 继承 当场死亡 经抢救 抢救无效 送医 到案 投案 自首 供称 述说 诉称 反映称 声称 回答 辩解 确认签字 签字捺印 捺印 手印 作证 证言 出庭 出席 列席 旁听 发言 参会 独资 退股 受让 转给 借给 卖给 交给 付给 租给 雇请 雇工 受聘 应聘 入职 离职 辞职 上岗 值班 当班 驾乘 骑行 步行 逃离 逃跑 躲避 阻挠 阻碍 殴打 辱骂 推搡 抢夺 撕毁 酒后 醉酒 无证驾驶 驾驶证 饮酒 吸食 赌博 出借 租住 居住 暂住 籍贯 出生 死于 病故 去世 怀孕 分娩 就诊 就医 住院 看病 腹泻 呕吐 中毒 昏迷 受害 被骗 被打 被害 被抓 被辞退 被解雇 讨薪 的工资 的劳动报酬 的询问 的供述 的辩解 的身份 的户籍 的亲属 的家属 的父母 的配偶 的住址 的货车 的指使 的委托 的陪同 的证人 的驾驶证 向我局 来我局 到我局 到本局 来电 打来 致电 发微信 转款 打款 取款 收受 行贿 索要 索取 讨要 送来 送去 运来 拉来 拿来 买来 买的 卖的 送的 干的 私自 冒用 伪造 携带 采伐 捕捞 猎捕 狩猎 挖砂 采砂 建房 在未 在无 在没有 因未 因涉嫌 系本案 系当事人 系我 系其 与当事人 与我 对此 对我局 无异议 有异议 不服 拒收 拒签 未到场 未参加 未签字 未提出 均表示 均证实 均称 负责 经营 销售 从事 未取得 未办理 未经 擅自 提供 出售 使用 持有 开始 曾因 曾于 通过 进行了 进行询问 进行调查 进行核实 进行约谈 依法 承包 宣布 全权 在询问 在笔录 在现场 在抽样 在送达 在检查 在调查 在上述 在明知 在该 涉嫌 生产 加工 违反 非法 投诉 举报 反映 自行 长期 未按 未佩戴 未到 未履行 认为 提起 送交 转交 开具 出资 认缴 实缴 收购 种植 养殖 饲养 经办 操作 施工 作业 管理 组织 安排 带队 巡查 值守 代签 配合 申辩 申请 要求 自愿 确认 核对 阅读 阅看 履职 脱岗 离岗 到岗 不在场 不在岗 不知情 不认识 系夫妻 系父子 系母子 系亲属 系朋友 系同事 系雇佣 系员工 之间 等二 等三 等四 等五 的账户 的银行 的个人 的车辆 的房屋 的房子 的仓库 的摊位 的店 的养殖 的承包 的土地 的鱼塘 的果园 的货物 的父 的母 的妻 的夫 的子 的女 的儿 的哥 的弟 的姐 的妹 的同意 的要求 的安排 的介绍 的帮助 的笔录 的伤 的死亡 自称 声称 述称 报警 报案 把钱 把货 把车 轻伤 重伤 骨折 轻微伤 从中 两名 两户 两位 三名 三户 三位 二名 二位 开车 打车 闻讯 正在 在旁 先行 主动 多次 赶赴 前往 赴 抵达 返回 离开 到来 来到 进入现场 驶离 骑车 报称 称呼 招呼 的举报 的投诉 的报案 的检举 的控告 的信访 的反映 的申请 的请求 的说法 的叙述 的交代 的宅基 的房产 的存款 的收入 的住 的聊天 的转账 的通话 的签收 代替 顶替 受惊 尾号 订购 包庇 按份 坐诊 任教 授课 采挖 装车 上前 招聘 聘请 常年卧病 卧病 可以作证 家买 家借 家租 家购 基本情况 在逃 下落不明 的行为 存在包庇 户另案 等候 拍摄 送达 存在 另案处理 的表哥 的表弟 的表姐 的表妹 的堂 的老乡 的同乡 那拿 那里 那买 那进 处取得 处进货 给的 转的 因在 已故 出面 拆除 买了 买走 卖了 借了 租了 交了 付了 转了 打了 送了 拿了 收了 去了 来了 说了 没来 没去 不在家 在家 告诉我 跟我 对我说 在管 在负责 带着 领着 不同意 巡山 患病 生病 表态 汇报了 解释了 说明了 拆过 修过 代领 代交 做了 交出 的健康证 的健康证明 的体检";

/// Words of two characters after which a person is named.
const LEADS: &str = "卖给 交给 付给 借给 转给 送给 租给 还给 发给 账给 打给 汇给 寄给 聘用 雇用 雇佣 雇请 聘请 委托 询问 传唤 约谈 伙同 会同 拖欠 名叫 我叫 真名 本名 原名 又名 化名 抓获 通知 书记 经理 助理 主任 顾问 干事 代表 会计 出纳 老板 伙伴 同伴 老公 老婆 总监 村医 校医 导游 厨子 保姆 护工 主播 骑手 转让给";

/// Words of two characters after which a person or something else is named.
const OPENERS: &str = "随后 之后 然后 当日 当天 当晚 次日 同日 期间 其后 此后 后来 同时 由于 因为 鉴于 其中 包括 以及 分别 还有 另有 名为 仅有 只有 尚有 均由 系由 实由 通过 经过 关于 对于 根据 按照 依据 授权 指派 安排 要求 责令 发现 查获 造成 导致 致使 听取 采纳 证明 证实 其子 其女 其妻 其夫 其父 其母 会见 接待 接到 收到 联系 认识 介绍 帮助 协助 组织 带领 指使 教唆 胁迫 欺骗 殴打 拖欠 支付 归还 返还 赔偿 补偿 救治 抢救 转移 控制 带走 传来 代表 代替 冒充 隐瞒 告诉 转告 提醒 催促 督促 转入 汇入 打入 存入 划入 租用 借用 占用 雇请 前往 指认 辨认 提到 问到 找到 遇到 碰到 看到 见到 得知 听说 称是 称系 说是 认为 现由 乃由 后由 先由 先后 未发现 东头 西头 南头 北头 村头 隔壁 对门 楼上 楼下 对面 邻村 本村 同村 外村 村里 村上 街坊 送达 通知 责成 系因 所称";

/// Single characters after which a person may be named.
const LINKS: &str = "与和及向由经被找跟从给将对同让为是有到在说称欠付聘雇使令请问系见即因把据待予邀约派骗打找劝帮替内但且了";

/// Last characters of words for people: 专员, 所长, 电工, 汇报人.
const ROLE_ENDS: &str = "员长师工者人手友警嫂婶叔伯姨舅侄婿媳客";

/// Kinship in one character, after 其 or 之.
const KIN: &str = "妻夫父母子女兄弟姐妹";

/// Endings of the names of organisations, shops and authorities.
const ORGANISATIONS: &str = "有限公司 有限责任公司 股份公司 公司 集团 合作社 专业合作社 合伙企业 事务所 律师事务所 工作室 商店 商行 超市 便利店 经营部 经销部 门市部 服务部 营业部 加工厂 工厂 厂 饭店 饭馆 餐馆 餐厅 酒店 宾馆 旅馆 旅社 小吃店 面馆 面店 火锅店 烧烤店 烤肉店 快餐店 早餐店 奶茶店 酒楼 饭庄 食堂 茶馆 茶楼 酒吧 药店 大药房 药房 诊所 门诊部 医院 卫生室 卫生院 学校 幼儿园 小学 中学 学院 大学 培训中心 中心 研究所 研究院 美容院 理发店 美发店 浴室 网吧 修理厂 修理部 维修部 汽修厂 服装店 鞋店 水果店 蔬菜店 蔬菜摊 肉铺 肉店 副食店 食品店 烟酒店 五金店 建材店 杂货店 百货店 日杂店 批发部 批发店 零售店 专卖店 花店 书店 文具店 眼镜店 手机店 电器店 家具店 装饰部 装潢部 养殖场 农场 林场 牧场 渔场 屠宰场 家庭农场 农家乐 民宿 居委会 村委会 村民委员会 居民委员会 委员会 协会 学会 基金会 银行 支行 分行 信用社 保险公司 分公司 分店 总店 店 坊 行 馆 铺 摊 会所 俱乐部 影城 影院 市场 商场 商城 广场 大厦 车行 车队 物流部 货运部 快递站 驿站 网店 电子商务 管理局 监督局 分局 派出所 法院 检察院 人民政府 街道办事处 办事处 管理所 服务站 工程队 施工队 砂石场 堆场 码头 加油站 加气站 局 厅 署 大队 支队 总队 中队 管委会 设计院 合作联社 联社 村委 居委 社区 政府 人社局 商会 促进会 基金 福利院 敬老院 养老院 供电所 供销社 招待所 加盟店 连锁店 直营店 旗舰店";

/// Single words that may follow a name but are given names as often.
const AMBIGUOUS_FOLLOWERS: &str = "来可有如能应时前后至想会才做作共同自去转之家处系原现又再年立";

/// Surnames that are far more often function words.
const FUNCTION_SURNAMES: &str = "从于向应由经但且要须被将当时和因均都在对";

/// Words between a person and an organisation in running text; no name of an organisation reaches over them.
const BREAKS: &str = "的在于与和及系是为向对将被把由从到称说等未不已因其也均都并认现原又再就曾所以任职受雇担代表委托去租购买签提承联支付转交送驾驶开持拥投资出设立注成管负某该本我你同作经营销售入住居回进离驻往返赴抵";

/// Characters that end a part of an address.
const UNITS: &str =
    "省市区县乡镇村路街巷弄号幢栋楼室组屯旗州盟道里苑园厦庄寨社桥港湾城座层梯圩浜队户坊";

/// Characters after a number that make it a quantity or a date.
const MEASURES: &str = "元万亿吨斤克升米件瓶台次年月日时分秒天度倍项名株头只箱袋包盒个条款";

/// Letters and digits, and the signs at which a reader starts.
const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SIGNS: &str = "@·.某等男女生室户";

/// Words and signs that may stand between a label and its number.
const CONNECTORS: &str =
    ":()“”\"'、/|_-+号码编为是系及或和№.,第一二的名称证件尾数其有效（）[]【】＝=";

/// Each list of characters and its class.
pub(crate) const CHARACTERS: &[(&str, Classes)] = &[
    (SURNAMES, class::SURNAME),
    (PLAIN_SURNAMES, class::SURNAME | class::PLAIN),
    (NEVER, class::NO_GIVEN),
    (GIVEN, class::OFTEN_GIVEN),
    (FOREIGN, class::TRANSLIT),
    (FOREIGN_SELDOM, class::TRANSLIT_SELDOM),
    (BREAKS, class::BREAK),
    (AMBIGUOUS_FOLLOWERS, class::AMBIGUOUS),
    (UNITS, class::UNIT),
    (MEASURES, class::MEASURE),
    (FUNCTION_SURNAMES, class::FUNCTION),
    (LINKS, class::LINK),
    (ROLE_ENDS, class::ROLE_END),
    (KIN, class::KINSHIP),
    (CONNECTORS, class::CONNECTOR),
    (SIGNS, class::SIGN),
    (ALPHANUMERIC, class::ALNUM),
];

/// Each list of words and the class of what its words begin with.
pub(crate) const BEGINNINGS: &[(&str, Classes)] = &[
    (ORGANISATIONS, class::IN_ORGANISATION),
    (FOLLOWERS, class::IN_FOLLOWER),
    (NOT_NAMES, class::IN_NOT_NAME),
    (DEEDS, class::IN_DEED),
    (LEADS, class::IN_LEAD),
    (OPENERS, class::IN_OPENER),
    (DOUBLE_SURNAMES, class::IN_DOUBLE),
];

/// Each list of words and the class of what its words end with.
pub(crate) const ENDINGS: &[(&str, Classes)] =
    &[(LEADS, class::LEAD_END), (OPENERS, class::LEAD_END)];

static ORGANISATION: LazyLock<Trie<()>> =
    LazyLock::new(|| Trie::of(ORGANISATIONS, class::IN_ORGANISATION));
static FOLLOWER: LazyLock<Trie<()>> = LazyLock::new(|| Trie::of(FOLLOWERS, class::IN_FOLLOWER));
static NOT_NAME: LazyLock<Trie<()>> = LazyLock::new(|| Trie::of(NOT_NAMES, class::IN_NOT_NAME));
static DEED: LazyLock<Trie<()>> = LazyLock::new(|| Trie::of(DEEDS, class::IN_DEED));
static LEAD: LazyLock<Trie<()>> = LazyLock::new(|| Trie::of(LEADS, class::IN_LEAD));
static OPENER: LazyLock<Trie<()>> = LazyLock::new(|| Trie::of(OPENERS, class::IN_OPENER));
static DOUBLE: LazyLock<Trie<()>> = LazyLock::new(|| Trie::of(DOUBLE_SURNAMES, class::IN_DOUBLE));

/// A Chinese character, rare ones included.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Length of the surname at the beginning, 0 if there is none.
pub(crate) fn surname(text: &[char]) -> usize {
    match DOUBLE.longest(text) {
        Some((n, ())) => n,
        None => usize::from(text.first().is_some_and(|c| has(*c, class::SURNAME))),
    }
}

/// The surname is one that seldom begins another word.
pub(crate) fn plain_surname(text: &[char]) -> bool {
    text.first().is_some_and(|c| has(*c, class::PLAIN)) || DOUBLE.any(text)
}

/// May stand in a given name.
pub(crate) fn may_be_given(c: char) -> bool {
    is_han(c) && !has(c, class::NO_GIVEN)
}

/// Often stands in a given name.
pub(crate) fn often_given(c: char) -> bool {
    has(c, class::OFTEN_GIVEN)
}

/// Is used to write names of other languages.
pub(crate) fn transliterates(c: char) -> bool {
    has(c, class::TRANSLIT)
}

/// Is used so only beside other characters that are.
pub(crate) fn seldom_transliterates(c: char) -> bool {
    has(c, class::TRANSLIT_SELDOM)
}

/// The text begins with an ordinary word that only looks like a name.
pub(crate) fn ordinary_word(text: &[char]) -> bool {
    NOT_NAME.any(text)
}

/// Length of the word at the beginning that may follow a person's name.
pub(crate) fn follower(text: &[char]) -> usize {
    FOLLOWER.longest(text).map_or(0, |(n, ())| n)
}

/// The character may follow a name and may as well belong to it.
pub(crate) fn ambiguous(c: char) -> bool {
    has(c, class::AMBIGUOUS)
}

/// The surname at the beginning is more often a word of another kind.
pub(crate) fn function_surname(text: &[char]) -> bool {
    text.first().is_some_and(|c| has(*c, class::FUNCTION))
}

/// Words after which only a person is named; asked with the two characters before the name.
pub(crate) fn leads_to_person(before: &[char]) -> bool {
    let last = before.last().copied().unwrap_or_default();
    matches!(last, '叫' | '给') || has(last, class::LEAD_END) && LEAD.any(before)
}

/// Words after which a person may be named as well as something else.
pub(crate) fn links(before: &[char]) -> bool {
    let last = before.last().copied().unwrap_or_default();
    has(last, class::LINK) || has(last, class::LEAD_END) && OPENER.any(before)
}

/// A word of two characters that leads to somebody.
pub(crate) fn opens(before: &[char]) -> bool {
    LEAD.any(before) || OPENER.any(before)
}

/// Leads to a person, although it is a surname too.
pub(crate) fn is_link(c: char) -> bool {
    has(c, class::LINK)
}

/// Ends words for people.
pub(crate) fn ends_role(c: char) -> bool {
    has(c, class::ROLE_END)
}

/// A relative, after 其 or 之.
pub(crate) fn is_kin(c: char) -> bool {
    has(c, class::KINSHIP)
}

/// May stand between a label and its number.
pub(crate) fn connects(c: char) -> bool {
    has(c, class::CONNECTOR)
}

/// What stands before this character is not part of an organisation whose ending follows.
pub(crate) fn breaks_organisation(c: char) -> bool {
    has(c, class::BREAK)
}

/// Ends a part of an address.
pub(crate) fn is_unit(c: char) -> bool {
    has(c, class::UNIT)
}

/// Follows a quantity.
pub(crate) fn measures(c: char) -> bool {
    has(c, class::MEASURE)
}

/// Length of the ordinary word at the beginning that only looks like a name.
pub(crate) fn ordinary_length(text: &[char]) -> usize {
    NOT_NAME.longest(text).map_or(0, |(n, ())| n)
}

/// The text begins with a word that only people do or suffer.
pub(crate) fn deed(text: &[char]) -> bool {
    DEED.any(text)
}

/// Length of the ending of an organisation's name at the beginning of the text.
pub(crate) fn organisation(text: &[char]) -> usize {
    ORGANISATION.longest(text).map_or(0, |(n, ())| n)
}
