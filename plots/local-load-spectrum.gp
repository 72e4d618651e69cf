# ResNet50 under load on the local Lambda: the tail by memory size
# drawn by faastat 0.1.0; 'gnuplot local-load-spectrum.gp' draws it again
# figure file: templates/local.json
# input: templates/../data/local/requests.csv sha256 0f308424d3370535dd72b13628762d5ce8f6a39e707f76b5478a85290c3d682a
id = 'local-load-spectrum'
title = 'ResNet50 under load on the local Lambda: the tail by memory size'
x_label = 'Percentile'
y_label = 'Latency (s)'
y2_label = ''
x_scale = ''
y_scale = ''
caption_lines = 2
array caption[2] = ['Bands: 95 % confidence interval of each quantile, which allows for dependence; they end where there are too few requests', 'for one. 512: n = 441. 1024: n = 421. 2048: n = 331. 3120: n = 395. 4096: n = 389.']
series = 5      # the first series_y on the y axis, the others on y2
series_y = 5
array label[5]
array wide[5] # columns of each label
array color[5]
array style[5]
array bounded[5]
color[1] = '#7AD151'; style[1] = 0; bounded[1] = 1; wide[1] = 3; label[1] = '512'
color[2] = '#22A884'; style[2] = 0; bounded[2] = 1; wide[2] = 4; label[2] = '1024'
color[3] = '#2A788E'; style[3] = 0; bounded[3] = 1; wide[3] = 4; label[3] = '2048'
color[4] = '#414487'; style[4] = 0; bounded[4] = 1; wide[4] = 4; label[4] = '3120'
color[5] = '#440154'; style[5] = 0; bounded[5] = 1; wide[5] = 4; label[5] = '4096'
ticks = 0
array least[4] = [1.1220184543019633, 0.05696642298813552, 0.055872, 0.057746]
array most[4] = [398.10717055349903, 5.509665858699288, 5.405221, 2.822014]
array end_x[5] = [398.10717055349903, 398.10717055349903, 316.2277660168348, 354.81338923357436, 354.81338923357436]
array end_y[5] = [2.7393703370314952, 2.275979300512238, 5.398600712404471, 1.2057847736336085, 5.509665858699288]
# place=1/(1-p) quantile low high; a series is a block
$data << EOD
1.1220184543019633 0.1775386166186727 0.175393 0.180037
1.2589254117941673 0.18602056651868898 0.181148 0.188817
1.4125375446227544 0.19150334421674448 0.187547 0.194623
1.5848931924611134 0.1953839817170231 0.19265 0.197685
1.7782794100389228 0.197888317367221 0.195747 0.200104
1.9952623149688793 0.200122149453752 0.197918 0.20268
2.23872113856834 0.20246893433202579 0.199524 0.20473
2.5118864315095797 0.2039299267434692 0.201879 0.206627
2.818382931264454 0.20610405686989783 0.203268 0.20913
3.1622776601683786 0.20741137724166048 0.204991 0.211129
3.5481338923357546 0.20952823013911967 0.206443 0.213004
3.9810717055349727 0.21122624696714937 0.207794 0.215591
4.466835921509632 0.21299442912815686 0.209627 0.218104
5.011872336272723 0.21515255576997472 0.211221 0.220798
5.623413251903489 0.2173327506670296 0.212409 0.224193
6.309573444801933 0.21895285160119102 0.213888 0.226764
7.079457843841381 0.22143734680850166 0.216558 0.231173
7.943282347242815 0.22422032768464753 0.218104 0.234411
8.91250938133745 0.226066418316075 0.219108 0.235297
10.000000000000002 0.228786 0.221333 0.240411
11.220184543019638 0.2336588553930047 0.223015 0.246856
12.589254117941666 0.23453947788360657 0.22588 0.253618
14.12537544622753 0.23527096707475503 0.226865 0.256447
15.84893192461114 0.2375688775158349 0.230646 0.257278
17.782794100389243 0.2412629394340809 0.233761 0.260876
19.95262314968878 0.2467954558339436 0.234537 0.26242
22.38721138568342 0.2533184322509738 0.235297 0.269206
25.11886431509577 0.25456703989059876 0.237228 0.276993
28.183829312644505 0.2567024427549095 0.243518 0.299035
31.62277660168381 0.2573777348225006 0.246856 2.637038
35.481338923357576 0.25989864261974005 0.25316 2.691012
39.81071705534973 0.2619753316535751 0.254467 2.691712
44.66835921509621 0.2634353687561709 0.256447 2.692453
50.11872336272717 0.2709257263546841 0.257105 2.692453
56.234132519035036 0.2808629270732569 0.257278 2.721738
63.095734448019385 0.36092182992389527 0.258438 2.741444
70.79457843841404 2.1339811254613017 0.262036 2.741444
79.43282347242828 2.6619053432248165 0.262036 2.741444
89.12509381337442 2.6910561831607502 0.26242 2.822014
99.99999999999991 2.691432 0.269206 2.822014
112.2018454301961 2.6917701654413086 0.276993 2.822014
125.8925411794163 2.6920861722235045 0.276993 NaN
141.2537544622762 2.692367813564594 0.299035 NaN
158.48931924611279 2.69900662233435 2.637038 NaN
177.82794100389137 2.707848070883923 2.637038 NaN
199.52623149688648 2.7157280201981906 2.637038 NaN
223.8721138568331 2.7224196737855224 2.691012 NaN
251.1886431509584 2.72663156042712 2.691012 NaN
281.83829312644417 2.7303854083477583 2.691712 NaN
316.2277660168348 2.733731028828637 2.691712 NaN
354.81338923357436 2.736712816220861 2.691712 NaN
398.10717055349903 2.7393703370314952 2.691712 NaN


1.1220184543019633 0.09472415238086218 0.092401 0.099452
1.2589254117941673 0.10197697842441178 0.099452 0.106613
1.4125375446227544 0.1082495926406146 0.10297 0.115145
1.5848931924611134 0.11514438918826742 0.107462 0.123831
1.7782794100389228 0.12178107903270988 0.112496 0.131923
1.9952623149688793 0.12739116887269164 0.117823 0.142269
2.23872113856834 0.13467472521491056 0.122876 0.149047
2.5118864315095797 0.1423484988367531 0.127453 0.155072
2.818382931264454 0.14858209679047824 0.133836 0.163312
3.1622776601683786 0.15327561471641984 0.141044 0.167827
3.5481338923357546 0.1587006067124737 0.14608 0.173072
3.9810717055349727 0.1639694265116351 0.149047 0.177242
4.466835921509632 0.16779877297522558 0.153504 0.186218
5.011872336272723 0.1714556718933795 0.158181 0.192478
5.623413251903489 0.17500793303078893 0.163312 0.200544
6.309573444801933 0.18000175846017874 0.166073 0.206446
7.079457843841381 0.18609324763407253 0.169922 0.212438
7.943282347242815 0.191355261943418 0.173293 0.215502
8.91250938133745 0.1929604391020055 0.176353 0.217959
10.000000000000002 0.201988 0.179075 0.225676
11.220184543019638 0.20676888508047975 0.184069 0.236837
12.589254117941666 0.21166885113569084 0.190849 0.248213
14.12537544622753 0.21370511250981625 0.191896 0.269423
15.84893192461114 0.21720773816398084 0.193289 0.284127
17.782794100389243 0.21800403639235666 0.200544 0.354292
19.95262314968878 0.22224560675199037 0.206016 1.568085
22.38721138568342 0.23115543995802723 0.207661 1.853743
25.11886431509577 0.2370980519135274 0.212404 2.007385
28.183829312644505 0.24480011983823408 0.215982 2.007385
31.62277660168381 0.25297909001026053 0.217869 2.189115
35.481338923357576 0.2599608716655666 0.222303 2.189115
39.81071705534973 0.26983527052069634 0.225676 2.241547
44.66835921509621 0.2785755543539624 0.236837 2.241547
50.11872336272717 0.2860158300504172 0.24443 2.241547
56.234132519035036 0.32282885873943196 0.248213 2.241547
63.095734448019385 0.7711674964208108 0.254847 2.277983
70.79457843841404 1.587321870328251 0.258121 2.277983
79.43282347242828 1.7716201158143516 0.269423 2.328083
89.12509381337442 1.897918530705374 0.270339 NaN
99.99999999999991 1.9766566000000019 0.284127 NaN
112.2018454301961 2.0540434614544028 0.287174 NaN
125.8925411794163 2.128021265594935 0.354292 NaN
141.2537544622762 2.1905111438593186 0.354292 NaN
158.48931924611279 2.2074651069597016 1.568085 NaN
177.82794100389137 2.2225753424780015 1.568085 NaN
199.52623149688648 2.236042354059111 1.853743 NaN
223.8721138568331 2.246062473872827 1.853743 NaN
251.1886431509584 2.2534961819615944 1.853743 NaN
281.83829312644417 2.2601214812695183 2.007385 NaN
316.2277660168348 2.2660262854931235 2.007385 NaN
354.81338923357436 2.2712889477969074 2.007385 NaN
398.10717055349903 2.275979300512238 2.007385 NaN


1.1220184543019633 0.05783439009330765 0.055872 0.059807
1.2589254117941673 0.05966463720639356 NaN 0.066112
1.4125375446227544 0.06143264251642898 0.057838 0.074976
1.5848931924611134 0.06432517006068147 0.058809 0.091173
1.7782794100389228 0.06852200573760248 0.060352 0.102759
1.9952623149688793 0.07440281353547801 0.061018 0.12618
2.23872113856834 0.0829602180426255 0.062309 0.218139
2.5118864315095797 0.08991781539354234 0.063231 0.319823
2.818382931264454 0.10267157533872455 0.064167 NaN
3.1622776601683786 0.11365158642977122 0.067042 NaN
3.5481338923357546 0.12502046985049947 0.065385 NaN
3.9810717055349727 0.1366430248807955 0.065816 NaN
4.466835921509632 0.19130541710103183 0.06879 NaN
5.011872336272723 0.2736123071788695 0.085231 NaN
5.623413251903489 0.30521677103397526 0.086551 NaN
6.309573444801933 0.32253666318773516 0.087395 NaN
7.079457843841381 0.3366661912944604 0.104025 NaN
7.943282347242815 0.351242861226561 0.111808 NaN
8.91250938133745 0.3634436088609497 0.128433 NaN
10.000000000000002 0.409352 0.128999 NaN
11.220184543019638 0.4181092581315562 0.183662 NaN
12.589254117941666 0.4395719368641655 0.289838 NaN
14.12537544622753 0.4502894398630636 0.316064 NaN
15.84893192461114 0.4691187131164408 0.321667 NaN
17.782794100389243 0.6180900223784236 0.330613 NaN
19.95262314968878 0.7397618258211152 0.347924 NaN
22.38721138568342 0.7719933624358443 0.350679 NaN
25.11886431509577 0.8539115174734655 0.362844 NaN
28.183829312644505 1.6955582642807752 0.362844 NaN
31.62277660168381 3.6135560369732564 0.396782 NaN
35.481338923357576 3.984143884049282 0.416077 NaN
39.81071705534973 4.087811734702934 0.446439 NaN
44.66835921509621 4.230574172773759 0.451279 NaN
50.11872336272717 4.496792183307342 0.525733 NaN
56.234132519035036 4.796065871762271 0.606922 NaN
63.095734448019385 4.976073205358373 0.632147 NaN
70.79457843841404 5.106232413963657 0.75439 NaN
79.43282347242828 5.203899683909455 0.822241 NaN
89.12509381337442 5.252378767125691 3.32118 NaN
99.99999999999991 5.277730699999999 3.839133 NaN
112.2018454301961 5.301801493723085 4.046488 NaN
125.8925411794163 5.329957442140831 4.104627 NaN
141.2537544622762 5.355051457582192 4.310349 NaN
158.48931924611279 5.37741652238585 4.310349 NaN
177.82794100389137 5.386753519395179 4.758924 NaN
199.52623149688648 5.389697300016159 4.758924 NaN
223.8721138568331 5.39232094725627 5.04099 NaN
251.1886431509584 5.3946592753203495 5.04099 NaN
281.83829312644417 5.396743312401124 5.233658 NaN
316.2277660168348 5.398600712404471 5.233658 NaN


1.1220184543019633 0.05923316556450365 0.05848 0.060036
1.2589254117941673 0.061227901563484455 0.059634 0.063292
1.4125375446227544 0.06401780884098651 0.061227 0.0663
1.5848931924611134 0.06604751505726697 0.06352 0.067593
1.7782794100389228 0.06734800028600003 0.065575 0.069231
1.9952623149688793 0.06861267595744444 0.066631 0.071273
2.23872113856834 0.07019037322278115 0.06773 0.072676
2.5118864315095797 0.07190712891775547 0.069142 0.076932
2.818382931264454 0.0732482160014801 0.070246 0.084757
3.1622776601683786 0.07688806325401307 0.071699 0.093057
3.5481338923357546 0.08056457191682749 0.072592 0.101039
3.9810717055349727 0.08787669251342138 0.074146 0.108945
4.466835921509632 0.09345751259220797 0.077099 0.118692
5.011872336272723 0.10054785283420015 0.080059 0.125912
5.623413251903489 0.10475343582331544 0.085312 0.137069
6.309573444801933 0.11162652171485327 0.089257 0.147505
7.079457843841381 0.11883905881529197 0.093512 0.156909
7.943282347242815 0.12299316903250457 0.100711 0.165539
8.91250938133745 0.1286567214568121 0.102316 0.169507
10.000000000000002 0.13794500000000004 0.10818 0.18211
11.220184543019638 0.14557049923248674 0.116775 0.182921
12.589254117941666 0.1496555003060461 0.119117 0.195869
14.12537544622753 0.15428071292836468 0.121418 0.2072
15.84893192461114 0.16500511426966535 0.125912 0.214169
17.782794100389243 0.16623996928803758 0.135147 0.237953
19.95262314968878 0.16941290609738077 0.140819 0.734321
22.38721138568342 0.1754334736819651 0.146016 0.748578
25.11886431509577 0.1821987108494142 0.150562 1.091332
28.183829312644505 0.18295038895830065 0.153966 1.091332
31.62277660168381 0.18771309693527416 0.156909 NaN
35.481338923357576 0.1953143789130948 0.164918 NaN
39.81071705534973 0.20317142822965642 0.169507 1.204607
44.66835921509621 0.20758058951248035 0.169381 NaN
50.11872336272717 0.20999325509030164 0.176399 NaN
56.234132519035036 0.21413787159531752 0.18211 NaN
63.095734448019385 0.23213830722338924 0.182921 NaN
70.79457843841404 0.4536755623597484 0.184365 NaN
79.43282347242828 0.7348889115919597 0.184365 NaN
89.12509381337442 0.7425793286142466 0.190558 NaN
99.99999999999991 0.7691432400000008 0.202708 NaN
112.2018454301961 0.916003493246571 0.2072 NaN
125.8925411794163 1.046892831727141 0.209321 NaN
141.2537544622762 1.115198318619116 0.214169 NaN
158.48931924611279 1.149558528807789 0.237953 NaN
177.82794100389137 1.1801820983729059 0.237953 NaN
199.52623149688648 1.2046405267245492 0.237953 NaN
223.8721138568331 1.204924848240529 0.734321 NaN
251.1886431509584 1.2051782500583776 0.734321 NaN
281.83829312644417 1.2054040946662599 0.748578 NaN
316.2277660168348 1.2056053788849073 0.748578 NaN
354.81338923357436 1.2057847736336085 0.748578 NaN


1.1220184543019633 0.05696642298813552 0.056421 0.057746
1.2589254117941673 0.058220610963758634 0.057204 0.059219
1.4125375446227544 0.05924185332093059 0.058207 0.060414
1.5848931924611134 0.06016688550341685 0.05875 0.062134
1.7782794100389228 0.061433623131652286 0.059442 0.065701
1.9952623149688793 0.06275679196381843 0.060175 0.067624
2.23872113856834 0.06524133831227132 0.060877 0.072363
2.5118864315095797 0.06671785856256313 0.061929 0.079652
2.818382931264454 0.0681413101244343 0.062882 0.10663
3.1622776601683786 0.0711842972747887 0.063024 0.155753
3.5481338923357546 0.07666484451471785 0.063237 0.36018
3.9810717055349727 0.08458356432431363 0.065701 0.369873
4.466835921509632 0.09803373261108783 0.066455 0.489128
5.011872336272723 0.11811825687361864 0.066743 NaN
5.623413251903489 0.1304497743577951 0.066622 NaN
6.309573444801933 0.15368127463587458 0.067223 NaN
7.079457843841381 0.22278287021839221 0.066817 NaN
7.943282347242815 0.28793570085896847 0.075836 NaN
8.91250938133745 0.3555726586232594 0.070447 NaN
10.000000000000002 0.365901 0.084747 NaN
11.220184543019638 0.3853156559352587 0.111337 NaN
12.589254117941666 0.4023735534728118 0.117911 NaN
14.12537544622753 0.4483041876242353 0.133703 NaN
15.84893192461114 0.5158167613723916 0.144307 NaN
17.782794100389243 0.5249426821708226 0.199976 NaN
19.95262314968878 0.5585569033629031 0.348495 NaN
22.38721138568342 0.5712471464471389 0.36018 NaN
25.11886431509577 0.7601694070559759 0.365532 NaN
28.183829312644505 3.852163966721698 0.38403 NaN
31.62277660168381 3.990666667843431 0.398818 NaN
35.481338923357576 4.108790222131853 0.426207 NaN
39.81071705534973 4.277663679775653 0.44171 NaN
44.66835921509621 4.579809887044736 0.521677 NaN
50.11872336272717 5.185722648004525 0.521677 NaN
56.234132519035036 5.235771852607541 0.521769 NaN
63.095734448019385 5.340895780525273 0.539288 NaN
70.79457843841404 5.374481664945669 0.726384 NaN
79.43282347242828 5.388390018246992 0.78743 NaN
89.12509381337442 5.398496610327189 3.835331 NaN
99.99999999999991 5.40546112 4.097839 NaN
112.2018454301961 5.406305434666442 4.267168 NaN
125.8925411794163 5.407057930904989 4.267168 NaN
141.2537544622762 5.414043928428663 4.308509 NaN
158.48931924611279 5.422093106775071 5.17318 NaN
177.82794100389137 5.429266944527512 5.17318 NaN
199.52623149688648 5.438781616620328 5.361825 NaN
223.8721138568331 5.456394873870492 5.361825 NaN
251.1886431509584 5.472092705918291 5.386195 NaN
281.83829312644417 5.486083413457553 5.386195 NaN
316.2277660168348 5.498552644677078 5.405221 NaN
354.81338923357436 5.509665858699288 5.405221 NaN
EOD

# ---- style: the look that all figures share ----
# Set before this, or left to their defaults: terminal (png, svg, pdf), scale (2 for print), output.
if (!exists('terminal')) terminal = 'png'
if (!exists('scale')) scale = 1
if (!exists('output')) output = (strlen(ARG0) > 3 ? ARG0[1:strlen(ARG0) - 3] : id).'.'.terminal

# A figure of a size has its own width, height and zoom; one with panels says which series are in which.
if (!exists('width')) width = 800
if (!exists('zoom')) { zoom = 1; dpi = 96 }
if (!exists('panels')) { panels = 0; entries = series }
set encoding utf8
# The legend has as many columns as its longest name leaves room for.
longest_name = 0
do for [i = 1 : series] { longest_name = wide[i] > longest_name ? wide[i] : longest_name }
# Names are cut to the room that they have, in columns: a letter may take two of these, and a mark above one none.
# Their ends tell as much as their beginnings.
cut(text, left, letters) = substr(text, 1, left).'…'.substr(text, strlen(text) - letters + left + 1, strlen(text))
letters_of(i, room) = int((room - 1.0) * strlen(label[i]) / wide[i])
fit(i, room) = i > series ? '' : wide[i] > room ? cut(label[i], int(0.6 * letters_of(i, room)), letters_of(i, room)) : label[i]
name_room = int((width - 100) / 9)
name(i) = fit(i, name_room)
# gnuplot makes room in the legend for the name of most letters: so many columns are missing, or too many.
most_letters(room) = (letters = 0, sum [i = 1 : series] (letters = strlen(fit(i, room)) > letters ? strlen(fit(i, room)) : letters, 0), letters)
# Of these, with a name in a script of wide letters, just as many as still fit into a narrow plot.
key_spare = int((width - 200) / 9)
key_width(room) = (missing = (longest_name > room ? room : longest_name) - most_letters(room), spare = (key_spare - most_letters(room)) / 2, \
    missing <= 0 || missing <= spare ? missing : spare < 0 ? 0 : spare)
key_columns = int((width - 100) / (56 + 8 * longest_name))
key_columns = key_columns > 8 ? 8 : key_columns < 1 ? 1 : key_columns
if (!exists('key_rows')) key_rows = entries == 1 && (panels > 0 || label[1] eq '') ? 0 : (entries + key_columns - 1) / key_columns
# svg sets its labels further from the axes, and the rows of its legend from one another.
key_spacing = terminal eq 'svg' ? 17 / 19.5 : 1
x_label_at = exists('x_label_lines') ? 37.0 : 20.0 # above the caption
below_axis = (terminal eq 'svg' ? 62.0 : 46.0) + x_label_at
if (!exists('tall')) tall = 444 + (key_rows > 5 ? 17 * (key_rows - 5) : 0)
if (!exists('title_lines')) title_lines = 1
if (!exists('height')) height = tall + 19 * (title_lines - 1) + below_axis + 15 * caption_lines
# What 10 points are on a picture of 96 dots an inch: svg counts in dots, pdf in points of its page.
unit = terminal eq 'svg' ? 13 * zoom : terminal eq 'pdf' ? 7.5 * zoom : 10
title_font = sprintf(',%g', 1.2 * unit)
caption_font = sprintf(',%g', 0.85 * unit)
mark_size = terminal eq 'svg' ? 0.7 * zoom : terminal eq 'pdf' ? zoom : 1
dots = zoom * scale * dpi / 96.0
# A page of points has whole ones.
inches(x) = zoom == 1 ? x / 96.0 : (floor(x * zoom * 0.75 + 0.5) + 0.001) / 72
# Labels are text as it stands: no terminal may read markup in them.
if (terminal eq 'png') set terminal pngcairo noenhanced size floor(width * dots + 0.5), floor(height * dots + 0.5) font 'sans,10' fontscale dots linewidth dots pointscale dots background '#ffffff'
if (terminal eq 'svg') set terminal svg noenhanced size floor(width * zoom + 0.5), floor(height * zoom + 0.5) font sprintf('sans,%g', 13 * zoom) linewidth zoom background '#ffffff'
if (terminal eq 'pdf') set terminal pdfcairo noenhanced size inches(width), inches(height) font sprintf('sans,%g', 7.5 * zoom) fontscale 1 linewidth zoom background '#ffffff'
if (terminal eq 'dumb') set terminal dumb noenhanced
if (terminal eq 'dumb') { caption_lines = 0 }
set output output

# Title, legend and caption have their places in pixels; what is left is the plot's.
under_title = 14.0 + 19 * title_lines
top = under_title + 5 + 17 * key_rows
bottom = below_axis + 15 * caption_lines
set label 1 title at screen 0.5, screen 1 - 20.0 / height center font title_font
do for [i = 1 : caption_lines] {
    set label 1 + i caption[i] at screen 0.012, screen (15.0 * (caption_lines - i) + 11) / height \
        font caption_font textcolor '#444444'
}
set key at screen 0.5, screen 1 - under_title / height top center horizontal maxrows key_rows samplen 3.2 width key_width(name_room) spacing key_spacing
set tmargin at screen 1 - top / height
set bmargin at screen bottom / height
set rmargin 3

set xlabel x_label
set ylabel y_label
set border 3 linecolor '#444444'
set tics nomirror out textcolor '#222222'
set grid ytics linecolor '#dddddd' linetype 1 linewidth 0.6

# Series of one colour differ in dashes and marks, so that they can be told apart without colour too.
set dashtype 6 (24, 6)
array dashes[6] = [1, 2, 4, 3, 5, 6]
array marks[8] = [7, 4, 9, 12, 5, 6, 11, 8]
array filled[6] = [7, 5, 9, 13, 11, 15] # marks that also come open, as the one before
# gnuplot looks at the body of a loop even when the loop is empty, so these answer for any i.
shape(i) = i <= series ? filled[1 + int(style[i]) % 6] : 7
rgb(i) = i <= series ? color[i] : '#000000'
dash(i) = i <= series ? dashes[1 + int(style[i]) % 6] : 1
mark(i) = marks[1 + (i - 1) % 8]
# Without panels all series are in one, each has an entry of the legend, and both axes have their labels.
from = 1; to = series
row(i) = i
of_entry(e) = e
bare_x = 0; bare_y = 0
# Dots of the plot.
plot_width = width - 100.0
plot_height = height - top - bottom
if (width < 500) { mark_size = 0.7 * mark_size }
small = panels > 0 || width < 800
# The label of an axis that is short, as long names stand beside it, has the width of the picture.
wide_x_label = small ? "unset xlabel; set label 90 x_label at screen 0.5, screen (bottom - below_axis + x_label_at) / height center" : ''

# ---- logarithmic axes ----
if (!exists('x_scale')) x_scale = ''
if (!exists('y_scale')) y_scale = ''
# Whether an axis from low to high is one: as the figure file says, or else where the values span much.
# Beyond these ends gnuplot's own arithmetic fails.
is_log(scale, low, high) = low > 1e-290 && high < 1e290 && (scale eq 'log' || (scale eq '' && high / low > 8))
# Ticks at 1, 2 and 5 times the powers of ten, at fewer where there are many of these; ended by a comma.
tenth(value) = floor(log10(value) + 1e-9)
steps(low, high) = tenth(high) - tenth(low) < 3 && 3 * log10(high / low) < ticks_room ? '1 2 5' : \
    tenth(high) - tenth(low) < 6 && 2 * log10(high / low) < ticks_room ? '1 3' : '1'
ticks_bare = 0; ticks_room = 1e9
widest(low, high) = strlen(sprintf('%g', 10.0 ** tenth(low))) > strlen(sprintf('%g', 10.0 ** tenth(high))) ? strlen(sprintf('%g', 10.0 ** tenth(low))) : strlen(sprintf('%g', 10.0 ** tenth(high)))
# Letters of the widest label of all powers of ten in between.
power_letters(low, high) = (letters = 0, sum [k = tenth(low) : tenth(high)] (letters = strlen(sprintf('%g', 10.0 ** k)) > letters ? strlen(sprintf('%g', 10.0 ** k)) : letters, 0), letters)
power_tick(value) = sprintf("'%s' %.9g, ", ticks_bare ? '' : sprintf('%g', value), value)
log_ticks(low, high) = (ticks_text = '', sum [k = tenth(low) : tenth(high)] \
    (sum [s = 1 : words(steps(low, high))] \
    (ticks_text = ticks_text.power_tick(word(steps(low, high), s) * 10.0 ** k), 0)), ticks_text)
x_ticks(low, high) = (ticks_bare = bare_x, ticks_room = plot_width / (8.0 * widest(low, high) + 8), \
    steps(low, high) eq '1' && tenth(high) - tenth(low) < 2 ? power_tick(nice(low)).power_tick(last_nice(high)) : log_ticks(low, high))
y_ticks(low, high) = (ticks_bare = bare_y, ticks_room = plot_height / 16, log_ticks(low, high))
# Steps of a linear axis that is as long, for a plot that is small.
nice(x) = (power = 10.0 ** floor(log10(x)), x <= power ? power : x <= 2 * power ? 2 * power : x <= 5 * power ? 5 * power : 10 * power)
last_nice(x) = (power = 10.0 ** floor(log10(x)), x >= 5 * power ? 5 * power : x >= 2 * power ? 2 * power : power)
x_steps(span) = small && span > 0 ? sprintf('set xtics %g', nice(span * (8.0 * strlen(sprintf('%g', nice(span / 10))) + 12) / plot_width)) : ''
y_steps(span) = small && span > 0 ? sprintf('set ytics %g', nice(span * 16 / plot_height)) : ''
# The step of ratios on a logarithmic axis from low to high, whose ticks are the nearer the larger they are.
has_room(step, low, high) = high <= step || plot_width * log(high / (high - step)) / log(1.0 * high / low) > 30
ratio_step(low, high) = has_room(0.1, low, high) ? 0.1 : has_room(0.2, low, high) ? 0.2 : has_room(0.5, low, high) ? 0.5 : 1
# Labels of different places on an x axis from low to high, of those that would overlap every first.
place_at(x, low, high, is_log) = is_log ? log(x / low) / log(1.0 * high / low) : (x - low) / (1.0 * high - low)
tick_name(x) = sprintf(floor(x) == x && abs(x) < 1e10 ? '%.0f' : '%g', x)
tick_at(x) = "'".tick_name(x)."' ".sprintf('%.9g, ', x)
label_width(x) = (strlen(tick_name(x)) * 8.0 + 8) / plot_width
thin_ticks(low, high, is_log) = (marked = -10.0, ticks_text = '', sum [t = 1 : ticks] \
    (fits = place_at(tick[t], low, high, is_log) - marked > label_width(tick[t]), \
    marked = fits ? place_at(tick[t], low, high, is_log) : marked, \
    ticks_text = ticks_text.(fits && !bare_x ? tick_at(tick[t]) : "'' ".sprintf('%.9g, ', tick[t])), 0), ticks_text)
# A few different places on the x axis, from low to high, are marked each.
mark_places(low, high, is_log) = ticks > 0 ? 'set xtics ('.(ticks > 1 ? thin_ticks(low, high, is_log) : tick_at(tick[1]))."'' 1e300)" : ''

# Bands of many series are paler, as they lie over one another.
band_alpha = series > 4 ? 0.72 / series : 0.18

# ---- names at the ends of lines instead of a legend, where they have room ----
names_width = 7.2 * longest_name + 20
end_far(low, high, is_log) = (least_far = 1.0, sum [i = 1 : series] (far = place_at(end_x[i], low, high, is_log), least_far = far < least_far ? far : least_far, 0), least_far)
ends_apart(low, high, is_log) = (least_far = 1e9, sum [i = 2 : series] (sum [j = 1 : i - 1] (far = abs(place_at(end_y[i], low, high, is_log) - place_at(end_y[j], low, high, is_log)), \
    least_far = far < least_far ? far : least_far, 0)), least_far * plot_height > 15)
# Between these ends of the axes.
has_end_names(x_from, x_to, x_is_log, y_from, y_to, y_is_log) = panels == 0 && series > 1 && series_y == series && names_width < 0.3 * width \
    && x_to > x_from && y_to > y_from && end_far(x_from, x_to, x_is_log) > 0.85 && ends_apart(y_from, y_to, y_is_log)
name_ends = "unset key; top = under_title + 9; set tmargin at screen 1 - top / height; plot_height = height - top - bottom; " \
    ."set rmargin at screen 1 - names_width / width; plot_width = plot_width - names_width; " \
    ."set for [i = 1 : series] label 200 + i name(i) at first end_x[i], first end_y[i] left offset character 0.9, 0"

# ---- values: for a page that shows them, where each plot is, its axes, and which series each of its parts draws ----
# A template says in `tells` what it shows of a row: %3 is its third column, %x and %y are the labels of the axes,
# %1p is the percentile of 1 / (1 - p), %2(no|yes) a word for 0 and for 1, %3e an end that is 0 where there is none;
# what stands in braces goes where a value is missing. `places` are the columns of x and of each y, x in units of
# x_unit; with `in_rows` y is the series' row, and so many times the column below it. `drawn` has the series of each
# part of a plot command; what comes behind these is the legend's.
plots_told = ''
places = '1,2'; x_unit = 1.0; in_rows = ''; drawn = ''
x_log = 0; y_log = 0
each(first, last) = (list = '', sum [k = first : last] (list = list.k.',', 0), list)
span(name) = sprintf('"%s":[%.9g,%.9g,%d],', name, value('GPVAL_'.name.'_MIN'), value('GPVAL_'.name.'_MAX'), name eq 'X' ? x_log : name eq 'Y' ? y_log : 0)
told(drawn) = sprintf('{"box":[%.6g,%.6g,%.6g,%.6g],', GPVAL_TERM_XMIN, GPVAL_TERM_XMAX, GPVAL_TERM_YMIN, GPVAL_TERM_YMAX) \
    .span('X').span('Y').(series_y < series ? span('Y2') : '').sprintf('"unit":%g,"places":[%s],"rows":[%s],', x_unit, places, in_rows) \
    .'"tells":"'.tells.'","drawn":['.drawn[1 : strlen(drawn) - 1].']}'
tell = !exists('values') ? '' : 'plots_told = plots_told.(strlen(plots_told) > 0 ? "," : "").told(drawn)'

# ---- spectrum: quantiles against percentiles, each further nine as wide as the one before ----
tells = '%x %1p, %y %2{ [%3, %4]}'
low = least[3] > 0 && least[3] < least[2] ? least[3] : least[2]; high = most[4] > most[2] ? most[4] : most[2]
last = most[1] > 2 ? most[1] : 2
set logscale x; x_log = 1
set xrange [1 : last * 1.3]
if (panels == 0 && width >= 800) { set xtics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000, '99.99' 1e4, '99.999' 1e5, '99.9999' 1e6, '99.99999' 1e7) } else {
    # A narrow plot has no room for each.
    every = ceil(label_width(last < 5000 ? 99.9 : 99.999) * log10(last * 1.3))
    percent(nines) = nines % every != 0 || bare_x ? '' : nines == 0 ? '0' : nines == 1 ? '90' : nines == 2 ? '99' : '99.'.substr('9999999', 1, nines - 2)
    set xtics ('' 1)
    do for [k = 0 : 7] { set xtics add (percent(k) 10 ** k) }
    if (!bare_x && 0.3 / log10(last * 1.3) > label_width(50) && every == 1) { set xtics add ('50' 2) }
}
set grid xtics linecolor '#dddddd' linetype 1 linewidth 0.6
set yrange [0 : high > 0 ? high * 1.05 : 1]
if (!is_log(y_scale, low, high)) { eval(y_steps(high)) }
if (is_log(y_scale, low, high)) {
    set logscale y; y_log = 1
    set yrange [low / 1.1 : high * 1.1]
    eval('set ytics ('.y_ticks(low, high)."'' 1e300)")
}
set datafile missing NaN # a band ends where it has no bounds
if (has_end_names(1, last * 1.3, 1, y_log ? low / 1.1 : 0, high * (y_log ? 1.1 : 1.05), y_log)) { eval(name_ends) }
commands = 'plot '
drawn = ''
do for [i = from : to] {
    if (bounded[i]) {
        drawn = drawn.each(i, i)
        commands = commands.sprintf('$data index %d using 1:3:4 with filledcurves fillcolor rgb rgb(%d) fillstyle transparent solid %g ', i - 1, i, band_alpha) \
            .'noborder notitle, '
    }
}
eval(commands."for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 1.8 dashtype dash(i) title name(i)")
drawn = drawn.each(from, to)
eval(tell)
if (exists('values') && exists('plots_told')) { set print values; print '['.plots_told.']'; set print }
