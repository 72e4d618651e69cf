# InceptionV3 on the local Lambda, load test: inference time request by request
# drawn by faastat 0.1.0; 'gnuplot local-runs-load-inceptionv3.gp' draws it again
# figure file: templates/local.json
# input: templates/../data/local/requests.csv sha256 0f308424d3370535dd72b13628762d5ce8f6a39e707f76b5478a85290c3d682a
id = 'local-runs-load-inceptionv3'
title = 'InceptionV3 on the local Lambda, load test: inference time request by request'
x_label = 'Request, in the order in which they were meant to start'
y_label = 'Inference time (s)'
y2_label = ''
x_scale = ''
y_scale = ''
caption_lines = 2
array caption[2] = ['Measured on one machine of ours, on the local Lambda that data/local/README.md describes, and not on AWS. One line a', 'memory size. 512 MB: n = 263. 1024 MB: n = 254. 2048 MB: n = 258. 3120 MB: n = 261. 4096 MB: n = 266.']
series = 5      # the first series_y on the y axis, the others on y2
series_y = 5
array label[5]
array wide[5] # columns of each label
array color[5]
array style[5]
array bounded[5]
color[1] = '#7AD151'; style[1] = 0; bounded[1] = 0; wide[1] = 6; label[1] = '512 MB'
color[2] = '#22A884'; style[2] = 0; bounded[2] = 0; wide[2] = 7; label[2] = '1024 MB'
color[3] = '#2A788E'; style[3] = 0; bounded[3] = 0; wide[3] = 7; label[3] = '2048 MB'
color[4] = '#414487'; style[4] = 0; bounded[4] = 0; wide[4] = 7; label[4] = '3120 MB'
color[5] = '#440154'; style[5] = 0; bounded[5] = 0; wide[5] = 7; label[5] = '4096 MB'
ticks = 0
array least[2] = [1, 0.075274]
array most[2] = [266, 0.639623]
array end_x[5] = [263, 254, 258, 261, 266]
array end_y[5] = [0.341258, 0.135368, 0.129343, 0.211968, 0.115109]
tall = 444      # pixels
key_rows = 1
# x y; a series is a block
$data << EOD
1 0.479153
2 0.468221
3 0.514564
4 0.639623
5 0.455998
6 0.47158
7 0.596753
8 0.351955
9 0.35567
10 0.43674
11 0.341358
12 0.433642
13 0.447024
14 0.407089
15 0.495376
16 0.447406
17 0.482183
18 0.336426
19 0.594303
20 0.300354
21 0.289671
22 0.288785
23 0.258131
24 0.311166
25 0.333045
26 0.294465
27 0.259335
28 0.292428
29 0.336092
30 0.300253
31 0.387044
32 0.289158
33 0.28565
34 0.318443
35 0.315817
36 0.323821
37 0.262081
38 0.267852
39 0.306555
40 0.255552
41 0.249976
42 0.240462
43 0.322618
44 0.275652
45 0.354198
46 0.296878
47 0.275412
48 0.296303
49 0.309248
50 0.25824
51 0.260674
52 0.276949
53 0.26563
54 0.265874
55 0.370161
56 0.272273
57 0.286452
58 0.284726
59 0.270162
60 0.261484
61 0.266947
62 0.286045
63 0.265765
64 0.245557
65 0.27094
66 0.30092
67 0.285192
68 0.267772
69 0.27599
70 0.294624
71 0.296504
72 0.369032
73 0.356515
74 0.276588
75 0.360085
76 0.291131
77 0.274452
78 0.299765
79 0.298186
80 0.248237
81 0.276039
82 0.295133
83 0.312809
84 0.299045
85 0.3043
86 0.280982
87 0.290548
88 0.263693
89 0.245031
90 0.264195
91 0.279063
92 0.274897
93 0.27273
94 0.278044
95 0.285491
96 0.295076
97 0.248726
98 0.238951
99 0.272803
100 0.275484
101 0.265492
102 0.267421
103 0.270581
104 0.259317
105 0.271814
106 0.252824
107 0.256351
108 0.255565
109 0.256101
110 0.253815
111 0.260329
112 0.256457
113 0.28173
114 0.261551
115 0.250435
116 0.268252
117 0.250181
118 0.265829
119 0.29072
120 0.292002
121 0.274738
122 0.256859
123 0.26613
124 0.253153
125 0.24336
126 0.255684
127 0.272854
128 0.265199
129 0.34392
130 0.261518
131 0.264288
132 0.25615
133 0.275174
134 0.266898
135 0.251505
136 0.264096
137 0.2549
138 0.245418
139 0.26341
140 0.254429
141 0.268543
142 0.261521
143 0.258389
144 0.244918
145 0.26477
146 0.244721
147 0.23803
148 0.272305
149 0.262552
150 0.278082
151 0.274322
152 0.25871
153 0.278184
154 0.258439
155 0.233366
156 0.257832
157 0.262027
158 0.251942
159 0.246431
160 0.274907
161 0.320631
162 0.336388
163 0.30135
164 0.281632
165 0.277843
166 0.288415
167 0.289111
168 0.285532
169 0.290216
170 0.294089
171 0.285919
172 0.286333
173 0.255836
174 0.253051
175 0.302212
176 0.261936
177 0.299741
178 0.292484
179 0.298617
180 0.25476
181 0.277906
182 0.256419
183 0.266309
184 0.255316
185 0.265769
186 0.282
187 0.269042
188 0.25974
189 0.26863
190 0.296621
191 0.277711
192 0.268961
193 0.328331
194 0.307395
195 0.274966
196 0.249723
197 0.297797
198 0.299144
199 0.356846
200 0.269427
201 0.265407
202 0.267386
203 0.314958
204 0.2759
205 0.275716
206 0.30315
207 0.290195
208 0.258792
209 0.274304
210 0.2963
211 0.272512
212 0.265001
213 0.286957
214 0.285931
215 0.286568
216 0.267924
217 0.28126
218 0.274353
219 0.278248
220 0.271481
221 0.286897
222 0.276608
223 0.27131
224 0.289903
225 0.250582
226 0.282824
227 0.246697
228 0.26924
229 0.268283
230 0.258195
231 0.286563
232 0.303731
233 0.303006
234 0.30198
235 0.270853
236 0.245841
237 0.263238
238 0.266214
239 0.293626
240 0.283832
241 0.322289
242 0.29954
243 0.292617
244 0.311507
245 0.305283
246 0.278918
247 0.300769
248 0.28595
249 0.32033
250 0.29843
251 0.289607
252 0.300178
253 0.305484
254 0.311585
255 0.365811
256 0.291648
257 0.290049
258 0.340221
259 0.306737
260 0.287467
261 0.281655
262 0.32004
263 0.341258


1 0.19222
2 0.194657
3 0.153981
4 0.126365
5 0.136276
6 0.141578
7 0.136939
8 0.131046
9 0.132865
10 0.135098
11 0.131478
12 0.130454
13 0.141072
14 0.13106
15 0.133467
16 0.146353
17 0.175377
18 0.179733
19 0.14287
20 0.142858
21 0.140026
22 0.139742
23 0.151379
24 0.153574
25 0.158467
26 0.148174
27 0.15504
28 0.159427
29 0.210483
30 0.13235
31 0.14525
32 0.14
33 0.128515
34 0.127434
35 0.132795
36 0.159709
37 0.145231
38 0.139183
39 0.141847
40 0.129012
41 0.134069
42 0.129978
43 0.141359
44 0.165758
45 0.178498
46 0.145752
47 0.14727
48 0.130729
49 0.153363
50 0.157434
51 0.169907
52 0.174827
53 0.125535
54 0.149216
55 0.142808
56 0.160794
57 0.164135
58 0.160399
59 0.140158
60 0.134252
61 0.132796
62 0.127408
63 0.132424
64 0.135815
65 0.132072
66 0.142961
67 0.137372
68 0.142306
69 0.157096
70 0.148802
71 0.139103
72 0.13591
73 0.147683
74 0.169492
75 0.146133
76 0.140957
77 0.165826
78 0.176166
79 0.150528
80 0.144586
81 0.154292
82 0.151173
83 0.156943
84 0.181044
85 0.17339
86 0.162196
87 0.195167
88 0.195003
89 0.211645
90 0.150227
91 0.158341
92 0.172597
93 0.136672
94 0.173905
95 0.164134
96 0.144394
97 0.154158
98 0.166187
99 0.149324
100 0.12343
101 0.134477
102 0.142122
103 0.129554
104 0.144154
105 0.151822
106 0.141857
107 0.129601
108 0.129923
109 0.154067
110 0.161379
111 0.149032
112 0.147798
113 0.146248
114 0.153138
115 0.158318
116 0.167064
117 0.158358
118 0.144418
119 0.185438
120 0.159555
121 0.142058
122 0.131787
123 0.157972
124 0.150152
125 0.163719
126 0.235932
127 0.306355
128 0.305178
129 0.307853
130 0.297575
131 0.279995
132 0.185572
133 0.202053
134 0.156491
135 0.279513
136 0.269788
137 0.307718
138 0.31201
139 0.151139
140 0.131285
141 0.142118
142 0.164118
143 0.168439
144 0.180977
145 0.162725
146 0.153974
147 0.169789
148 0.124797
149 0.128767
150 0.190143
151 0.216305
152 0.232482
153 0.194625
154 0.173455
155 0.184571
156 0.189588
157 0.157998
158 0.149023
159 0.133774
160 0.161815
161 0.188944
162 0.157403
163 0.173481
164 0.167265
165 0.12594
166 0.131331
167 0.142632
168 0.13979
169 0.147086
170 0.221725
171 0.209683
172 0.24239
173 0.208052
174 0.142305
175 0.179585
176 0.168382
177 0.176389
178 0.208191
179 0.258237
180 0.264167
181 0.262687
182 0.302494
183 0.377818
184 0.266978
185 0.270578
186 0.330004
187 0.338112
188 0.219463
189 0.183717
190 0.188791
191 0.175087
192 0.261199
193 0.233774
194 0.187259
195 0.246312
196 0.182972
197 0.156407
198 0.142678
199 0.150362
200 0.222293
201 0.232281
202 0.192199
203 0.15405
204 0.129318
205 0.152593
206 0.143674
207 0.140689
208 0.166758
209 0.151527
210 0.179959
211 0.198006
212 0.215163
213 0.241799
214 0.218851
215 0.174379
216 0.158799
217 0.136857
218 0.19681
219 0.201487
220 0.160042
221 0.165426
222 0.129574
223 0.161893
224 0.174011
225 0.129125
226 0.136456
227 0.129049
228 0.157172
229 0.201011
230 0.177146
231 0.175178
232 0.174949
233 0.166826
234 0.156886
235 0.14948
236 0.142884
237 0.160166
238 0.166265
239 0.223159
240 0.209812
241 0.282151
242 0.255822
243 0.175756
244 0.2291
245 0.135008
246 0.143347
247 0.145385
248 0.16373
249 0.181185
250 0.145751
251 0.13583
252 0.136581
253 0.140556
254 0.135368


1 0.140986
2 0.089999
3 0.092313
4 0.109783
5 0.100564
6 0.10542
7 0.103693
8 0.12481
9 0.110688
10 0.119498
11 0.110977
12 0.118701
13 0.137048
14 0.142039
15 0.2333
16 0.236685
17 0.120486
18 0.149082
19 0.254074
20 0.202975
21 0.189206
22 0.137542
23 0.193637
24 0.195317
25 0.121864
26 0.136614
27 0.120341
28 0.09842
29 0.116626
30 0.179163
31 0.146413
32 0.100826
33 0.102312
34 0.097368
35 0.11157
36 0.092683
37 0.087065
38 0.092372
39 0.095572
40 0.079967
41 0.081566
42 0.079147
43 0.083398
44 0.125095
45 0.081552
46 0.077244
47 0.077445
48 0.10754
49 0.104632
50 0.078686
51 0.078708
52 0.115005
53 0.117089
54 0.122161
55 0.084254
56 0.080158
57 0.07768
58 0.076164
59 0.090682
60 0.076187
61 0.076203
62 0.07628
63 0.076308
64 0.076901
65 0.128921
66 0.143836
67 0.083533
68 0.08026
69 0.076389
70 0.076166
71 0.077393
72 0.077753
73 0.11799
74 0.164698
75 0.152457
76 0.108159
77 0.077397
78 0.104556
79 0.106925
80 0.101393
81 0.083354
82 0.148936
83 0.211601
84 0.195577
85 0.170253
86 0.105498
87 0.079871
88 0.077614
89 0.088871
90 0.08011
91 0.076581
92 0.088827
93 0.07947
94 0.078199
95 0.078497
96 0.078701
97 0.079527
98 0.080844
99 0.10173
100 0.097961
101 0.083852
102 0.07799
103 0.078121
104 0.076671
105 0.078136
106 0.077538
107 0.12557
108 0.15756
109 0.123882
110 0.14048
111 0.12098
112 0.07625
113 0.079292
114 0.079138
115 0.078283
116 0.079676
117 0.081016
118 0.078783
119 0.081685
120 0.078781
121 0.079034
122 0.088443
123 0.083691
124 0.085071
125 0.098298
126 0.111511
127 0.12809
128 0.091802
129 0.092222
130 0.081242
131 0.174862
132 0.175393
133 0.099226
134 0.090952
135 0.096438
136 0.089426
137 0.079163
138 0.081812
139 0.099201
140 0.089727
141 0.080147
142 0.081589
143 0.081824
144 0.168538
145 0.179139
146 0.230691
147 0.204925
148 0.171279
149 0.140816
150 0.135343
151 0.082393
152 0.215871
153 0.207379
154 0.257553
155 0.236319
156 0.131439
157 0.079324
158 0.096766
159 0.094289
160 0.132831
161 0.085282
162 0.108094
163 0.084246
164 0.144283
165 0.122437
166 0.082639
167 0.163313
168 0.17104
169 0.080007
170 0.081584
171 0.09391
172 0.102441
173 0.167481
174 0.170942
175 0.168908
176 0.089136
177 0.081071
178 0.085917
179 0.082028
180 0.14673
181 0.232345
182 0.230481
183 0.203041
184 0.083742
185 0.079523
186 0.080341
187 0.079543
188 0.081529
189 0.169003
190 0.169404
191 0.08689
192 0.096688
193 0.208407
194 0.229615
195 0.157297
196 0.202981
197 0.085118
198 0.155142
199 0.179725
200 0.202155
201 0.180178
202 0.198474
203 0.184857
204 0.162935
205 0.119316
206 0.183607
207 0.145944
208 0.148863
209 0.181526
210 0.166264
211 0.163753
212 0.182918
213 0.089841
214 0.133472
215 0.140054
216 0.086193
217 0.080653
218 0.089363
219 0.083491
220 0.125074
221 0.124275
222 0.132012
223 0.134077
224 0.188815
225 0.284602
226 0.305122
227 0.284667
228 0.183138
229 0.163953
230 0.098422
231 0.136009
232 0.102532
233 0.103006
234 0.135913
235 0.175652
236 0.140719
237 0.162694
238 0.170614
239 0.212889
240 0.157849
241 0.092178
242 0.089921
243 0.20695
244 0.266353
245 0.270047
246 0.227378
247 0.24594
248 0.166366
249 0.167364
250 0.092578
251 0.18636
252 0.192212
253 0.204658
254 0.210543
255 0.159427
256 0.222036
257 0.194195
258 0.129343


1 0.254545
2 0.21531
3 0.183601
4 0.0937
5 0.103486
6 0.080134
7 0.076646
8 0.091679
9 0.087519
10 0.092069
11 0.078321
12 0.079142
13 0.077212
14 0.076686
15 0.090931
16 0.09047
17 0.092922
18 0.079491
19 0.089522
20 0.090146
21 0.077423
22 0.078599
23 0.078767
24 0.077253
25 0.077891
26 0.076704
27 0.076456
28 0.093368
29 0.099291
30 0.094144
31 0.104375
32 0.087712
33 0.086646
34 0.098552
35 0.088005
36 0.097718
37 0.083442
38 0.077237
39 0.076821
40 0.09068
41 0.102552
42 0.077423
43 0.089348
44 0.09194
45 0.09274
46 0.113163
47 0.108272
48 0.087954
49 0.089445
50 0.087212
51 0.078011
52 0.07801
53 0.078189
54 0.086237
55 0.078034
56 0.094357
57 0.088074
58 0.092515
59 0.088869
60 0.077836
61 0.078241
62 0.077183
63 0.105141
64 0.107789
65 0.110717
66 0.091887
67 0.086551
68 0.084711
69 0.07803
70 0.086893
71 0.087807
72 0.089749
73 0.082205
74 0.076665
75 0.091093
76 0.077185
77 0.088483
78 0.091254
79 0.083669
80 0.080501
81 0.088477
82 0.093106
83 0.080879
84 0.080393
85 0.079517
86 0.083841
87 0.093842
88 0.098166
89 0.094466
90 0.079041
91 0.076937
92 0.088457
93 0.10523
94 0.129517
95 0.108733
96 0.164546
97 0.156477
98 0.103579
99 0.088211
100 0.080771
101 0.09062
102 0.080296
103 0.101293
104 0.097134
105 0.092199
106 0.100423
107 0.091302
108 0.109252
109 0.125843
110 0.125037
111 0.12466
112 0.078788
113 0.07901
114 0.088954
115 0.092605
116 0.083275
117 0.103849
118 0.089568
119 0.107819
120 0.091617
121 0.081603
122 0.089473
123 0.083938
124 0.091016
125 0.088019
126 0.090225
127 0.09685
128 0.084095
129 0.107184
130 0.088613
131 0.088243
132 0.090603
133 0.080786
134 0.078553
135 0.07935
136 0.118683
137 0.099143
138 0.077789
139 0.079309
140 0.079384
141 0.096011
142 0.087473
143 0.079342
144 0.090768
145 0.09558
146 0.093068
147 0.098223
148 0.098256
149 0.080595
150 0.078738
151 0.07955
152 0.091676
153 0.091846
154 0.092641
155 0.092262
156 0.090473
157 0.077243
158 0.077679
159 0.099463
160 0.102524
161 0.10291
162 0.107796
163 0.082198
164 0.096197
165 0.091875
166 0.215022
167 0.291921
168 0.207674
169 0.263411
170 0.106321
171 0.175184
172 0.160351
173 0.104521
174 0.096293
175 0.085459
176 0.096728
177 0.090639
178 0.080612
179 0.080165
180 0.081905
181 0.081293
182 0.096079
183 0.094687
184 0.101627
185 0.105489
186 0.109781
187 0.120007
188 0.094496
189 0.078014
190 0.090092
191 0.082361
192 0.088157
193 0.08148
194 0.077274
195 0.078327
196 0.096855
197 0.077066
198 0.09172
199 0.094632
200 0.09605
201 0.081431
202 0.08931
203 0.092177
204 0.178887
205 0.242119
206 0.224795
207 0.090238
208 0.092443
209 0.080738
210 0.079637
211 0.096696
212 0.088739
213 0.086288
214 0.085966
215 0.087013
216 0.089555
217 0.092079
218 0.093789
219 0.092586
220 0.134552
221 0.129737
222 0.091167
223 0.089272
224 0.119656
225 0.091596
226 0.095082
227 0.087946
228 0.089598
229 0.087583
230 0.08563
231 0.088473
232 0.087804
233 0.088994
234 0.09586
235 0.090799
236 0.090922
237 0.144591
238 0.099378
239 0.140984
240 0.100609
241 0.094037
242 0.088847
243 0.096667
244 0.087298
245 0.090835
246 0.088258
247 0.089839
248 0.092613
249 0.091778
250 0.082315
251 0.090577
252 0.088812
253 0.126797
254 0.145544
255 0.121438
256 0.08786
257 0.241585
258 0.229579
259 0.202747
260 0.209718
261 0.211968


1 0.210807
2 0.206521
3 0.171911
4 0.085378
5 0.090797
6 0.079501
7 0.081497
8 0.081357
9 0.0783
10 0.078306
11 0.078187
12 0.078321
13 0.081281
14 0.079999
15 0.076326
16 0.081115
17 0.079284
18 0.076114
19 0.092438
20 0.076414
21 0.078483
22 0.076575
23 0.076829
24 0.075592
25 0.076016
26 0.075658
27 0.115523
28 0.076462
29 0.089778
30 0.077128
31 0.076882
32 0.077435
33 0.07684
34 0.079529
35 0.077394
36 0.077046
37 0.083956
38 0.080499
39 0.080467
40 0.077542
41 0.07866
42 0.093592
43 0.089032
44 0.077827
45 0.076735
46 0.078555
47 0.078074
48 0.077265
49 0.076714
50 0.076264
51 0.075766
52 0.076034
53 0.075274
54 0.082375
55 0.079992
56 0.077184
57 0.076908
58 0.077564
59 0.099318
60 0.124428
61 0.102847
62 0.130635
63 0.077003
64 0.083084
65 0.076042
66 0.088813
67 0.078507
68 0.077402
69 0.079155
70 0.094943
71 0.093014
72 0.077156
73 0.116114
74 0.139676
75 0.133861
76 0.075429
77 0.075688
78 0.081441
79 0.075737
80 0.081332
81 0.080349
82 0.081993
83 0.078574
84 0.077051
85 0.111299
86 0.152196
87 0.082449
88 0.120404
89 0.103885
90 0.089353
91 0.080101
92 0.092926
93 0.10086
94 0.177193
95 0.092732
96 0.202194
97 0.194018
98 0.108669
99 0.081123
100 0.080947
101 0.087306
102 0.078605
103 0.080662
104 0.081953
105 0.07796
106 0.077368
107 0.077847
108 0.089897
109 0.080876
110 0.085529
111 0.132728
112 0.079555
113 0.083482
114 0.092329
115 0.124372
116 0.086192
117 0.096989
118 0.084503
119 0.079475
120 0.080707
121 0.086459
122 0.081108
123 0.079098
124 0.104691
125 0.111942
126 0.085885
127 0.086022
128 0.133484
129 0.117352
130 0.107157
131 0.084105
132 0.084967
133 0.084748
134 0.082897
135 0.086012
136 0.080672
137 0.088529
138 0.079924
139 0.080413
140 0.078286
141 0.088427
142 0.084994
143 0.077577
144 0.086362
145 0.09518
146 0.081298
147 0.079335
148 0.07739
149 0.094832
150 0.078956
151 0.090139
152 0.091944
153 0.087796
154 0.116603
155 0.111241
156 0.088404
157 0.14734
158 0.149379
159 0.081304
160 0.076478
161 0.077018
162 0.092975
163 0.081879
164 0.085081
165 0.086265
166 0.078121
167 0.076919
168 0.084165
169 0.107061
170 0.087343
171 0.108358
172 0.080512
173 0.114175
174 0.116377
175 0.113292
176 0.115642
177 0.082823
178 0.089177
179 0.075899
180 0.108788
181 0.093533
182 0.111854
183 0.111238
184 0.077124
185 0.080835
186 0.077354
187 0.088747
188 0.079405
189 0.076393
190 0.086932
191 0.085043
192 0.171515
193 0.081588
194 0.182327
195 0.167689
196 0.168534
197 0.172698
198 0.100979
199 0.078679
200 0.098405
201 0.078782
202 0.076916
203 0.077052
204 0.089719
205 0.078677
206 0.087607
207 0.080929
208 0.085621
209 0.076038
210 0.080441
211 0.08679
212 0.079379
213 0.076453
214 0.076469
215 0.079158
216 0.090578
217 0.086375
218 0.082696
219 0.119051
220 0.087988
221 0.077986
222 0.080159
223 0.096717
224 0.115195
225 0.127283
226 0.097189
227 0.083177
228 0.078344
229 0.078406
230 0.080634
231 0.077924
232 0.089855
233 0.085908
234 0.084698
235 0.084316
236 0.114042
237 0.08518
238 0.085829
239 0.083541
240 0.087015
241 0.076791
242 0.075653
243 0.107639
244 0.158843
245 0.113163
246 0.144848
247 0.138604
248 0.130934
249 0.088944
250 0.08504
251 0.087515
252 0.08882
253 0.079839
254 0.082041
255 0.08843
256 0.095403
257 0.162106
258 0.123106
259 0.152344
260 0.119385
261 0.22851
262 0.194622
263 0.196209
264 0.227642
265 0.247772
266 0.115109
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

# ---- runs: every request in its order, one line a run ----
tells = '%x %1, %y %2'
last = most[1]
if (panels == 0) { top = under_title + 9; set tmargin at screen 1 - top / height; plot_height = height - top - bottom } # the legend stands beside the plot
set yrange [0 : most[2] > 0 ? most[2] * 1.05 : 1]
if (y_scale eq 'log' && least[2] > 0) { set logscale y; y_log = 1; set yrange [least[2] / 1.2 : most[2] * 1.2] }

# Where several runs are pooled, a request of one does not follow that of another.
before = NaN; again = 0
stats [*:*][*:*] $data using (again = again || $1 == before, before = $1, $1) nooutput
joined = again ? 'points' : 'linespoints'

if (panels > 0) {
    set offsets 0, 0, 0, 0
    set xrange [least[1] - 0.03 * (last - least[1] + 1) : last + 0.03 * (last - least[1] + 1)]
    if (ticks > 0) { eval(mark_places(least[1], last, 0)) }
    if (y_scale ne 'log') { eval(y_steps(most[2])) }
    if (ticks == 0) { eval(x_steps(last - least[1])) }
    sample = last <= 100 ? joined.' linewidth 1.4 pointtype mark(e) pointsize 0.8 * mark_size' : 'lines linewidth 1.4'
    if (last <= 100) {
        eval("plot for [i = from : to] $data index i - 1 using 1:2 with ".joined." linecolor rgb rgb(i) linewidth 1.2 " \
            ."pointtype mark(row(i)) pointsize 0.6 * mark_size title name(i)")
    } else {
        plot for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8 title name(i)
    }
    drawn = each(from, to)
    eval(tell)
} else { if (last <= 100) {
    if (least[1] < last) { set autoscale xfix; set offsets graph 0.02, graph 0.02, 0, 0 } else { set xrange [last - 1 : last + 1] }
    # Long names leave the plot half of the width.
    beside = longest_name > width / 18 ? int(width / 18) : longest_name
    set rmargin (beside > 8 ? beside + 8 : 15)
    plot_width = width - 70 - 7.5 * (beside + 8)
    if (ticks > 0) { eval(mark_places(least[1], last, 0)) }
    if (ticks == 0) { eval(x_steps(last - least[1])) }
    if (y_scale ne 'log') { eval(y_steps(most[2])) }
    set key default
    set key outside right center vertical samplen 2.4 width key_width(beside) spacing key_spacing
    eval("plot for [i = 1 : series] $data index i - 1 using 1:2 with ".joined." linecolor rgb rgb(i) linewidth 1.4 " \
        ."pointtype mark(i) pointsize 0.8 * mark_size title fit(i, beside)")
    drawn = each(from, to)
    eval(tell)
} else {
    # Long runs would hide one another: a panel each, on one scale.
    unset key
    unset ylabel
    set xrange [0 : last]
    beside = longest_name > width / 22 ? int(width / 22) : longest_name
    right = 24.0 + 8 * beside
    set rmargin at screen 1 - right / width
    set lmargin at screen 72.0 / width
    plot_width = width - right - 72
    panel_height = plot_height / series
    gap = panel_height < 33 ? 0.15 * panel_height : 5
    eval(x_steps(last))
    step = most[2] > 0 ? nice(most[2] * 20 / (panel_height - 2 * gap)) : 1
    if (y_log == 0 && step <= most[2]) { set ytics step }
    if (y_log == 0 && step > most[2] && most[2] > 0) { set ytics (last_nice(most[2])) }
    set label 100 y_label at screen 14.0 / width, screen (bottom + plot_height / 2) / height center rotate
    set multiplot
    do for [i = 1 : series] {
        set tmargin at screen (bottom + plot_height - (i - 1) * panel_height - gap) / height
        set bmargin at screen (bottom + plot_height - i * panel_height + gap) / height
        set label 101 fit(i, beside) at graph 1, graph 0.5 offset character 1, 0
        set format x (i < series ? '' : '%g')
        if (i < series) { unset xlabel } else { set xlabel x_label }
        plot $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8
        # Drawn once: the panels share them.
        drawn = each(i, i)
        eval(tell)
        if (i == 1) { unset label 1; unset label 100; do for [k = 1 : caption_lines] { unset label 1 + k } }
    }
    unset multiplot
} }
if (exists('values') && exists('plots_told')) { set print values; print '['.plots_told.']'; set print }
