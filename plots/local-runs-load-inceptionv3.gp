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
array least[4] = [1, 0.075274, NaN, NaN]
array most[4] = [266, 0.639623, NaN, NaN]
array end_x[5] = [263, 254, 258, 261, 266]
array end_y[5] = [0.341258, 0.135368, 0.129343, 0.211968, 0.115109]
tall = 444      # pixels
key_rows = 1
# x y low high; a series is a block
$data << EOD
1 0.479153 NaN NaN
2 0.468221 NaN NaN
3 0.514564 NaN NaN
4 0.639623 NaN NaN
5 0.455998 NaN NaN
6 0.47158 NaN NaN
7 0.596753 NaN NaN
8 0.351955 NaN NaN
9 0.35567 NaN NaN
10 0.43674 NaN NaN
11 0.341358 NaN NaN
12 0.433642 NaN NaN
13 0.447024 NaN NaN
14 0.407089 NaN NaN
15 0.495376 NaN NaN
16 0.447406 NaN NaN
17 0.482183 NaN NaN
18 0.336426 NaN NaN
19 0.594303 NaN NaN
20 0.300354 NaN NaN
21 0.289671 NaN NaN
22 0.288785 NaN NaN
23 0.258131 NaN NaN
24 0.311166 NaN NaN
25 0.333045 NaN NaN
26 0.294465 NaN NaN
27 0.259335 NaN NaN
28 0.292428 NaN NaN
29 0.336092 NaN NaN
30 0.300253 NaN NaN
31 0.387044 NaN NaN
32 0.289158 NaN NaN
33 0.28565 NaN NaN
34 0.318443 NaN NaN
35 0.315817 NaN NaN
36 0.323821 NaN NaN
37 0.262081 NaN NaN
38 0.267852 NaN NaN
39 0.306555 NaN NaN
40 0.255552 NaN NaN
41 0.249976 NaN NaN
42 0.240462 NaN NaN
43 0.322618 NaN NaN
44 0.275652 NaN NaN
45 0.354198 NaN NaN
46 0.296878 NaN NaN
47 0.275412 NaN NaN
48 0.296303 NaN NaN
49 0.309248 NaN NaN
50 0.25824 NaN NaN
51 0.260674 NaN NaN
52 0.276949 NaN NaN
53 0.26563 NaN NaN
54 0.265874 NaN NaN
55 0.370161 NaN NaN
56 0.272273 NaN NaN
57 0.286452 NaN NaN
58 0.284726 NaN NaN
59 0.270162 NaN NaN
60 0.261484 NaN NaN
61 0.266947 NaN NaN
62 0.286045 NaN NaN
63 0.265765 NaN NaN
64 0.245557 NaN NaN
65 0.27094 NaN NaN
66 0.30092 NaN NaN
67 0.285192 NaN NaN
68 0.267772 NaN NaN
69 0.27599 NaN NaN
70 0.294624 NaN NaN
71 0.296504 NaN NaN
72 0.369032 NaN NaN
73 0.356515 NaN NaN
74 0.276588 NaN NaN
75 0.360085 NaN NaN
76 0.291131 NaN NaN
77 0.274452 NaN NaN
78 0.299765 NaN NaN
79 0.298186 NaN NaN
80 0.248237 NaN NaN
81 0.276039 NaN NaN
82 0.295133 NaN NaN
83 0.312809 NaN NaN
84 0.299045 NaN NaN
85 0.3043 NaN NaN
86 0.280982 NaN NaN
87 0.290548 NaN NaN
88 0.263693 NaN NaN
89 0.245031 NaN NaN
90 0.264195 NaN NaN
91 0.279063 NaN NaN
92 0.274897 NaN NaN
93 0.27273 NaN NaN
94 0.278044 NaN NaN
95 0.285491 NaN NaN
96 0.295076 NaN NaN
97 0.248726 NaN NaN
98 0.238951 NaN NaN
99 0.272803 NaN NaN
100 0.275484 NaN NaN
101 0.265492 NaN NaN
102 0.267421 NaN NaN
103 0.270581 NaN NaN
104 0.259317 NaN NaN
105 0.271814 NaN NaN
106 0.252824 NaN NaN
107 0.256351 NaN NaN
108 0.255565 NaN NaN
109 0.256101 NaN NaN
110 0.253815 NaN NaN
111 0.260329 NaN NaN
112 0.256457 NaN NaN
113 0.28173 NaN NaN
114 0.261551 NaN NaN
115 0.250435 NaN NaN
116 0.268252 NaN NaN
117 0.250181 NaN NaN
118 0.265829 NaN NaN
119 0.29072 NaN NaN
120 0.292002 NaN NaN
121 0.274738 NaN NaN
122 0.256859 NaN NaN
123 0.26613 NaN NaN
124 0.253153 NaN NaN
125 0.24336 NaN NaN
126 0.255684 NaN NaN
127 0.272854 NaN NaN
128 0.265199 NaN NaN
129 0.34392 NaN NaN
130 0.261518 NaN NaN
131 0.264288 NaN NaN
132 0.25615 NaN NaN
133 0.275174 NaN NaN
134 0.266898 NaN NaN
135 0.251505 NaN NaN
136 0.264096 NaN NaN
137 0.2549 NaN NaN
138 0.245418 NaN NaN
139 0.26341 NaN NaN
140 0.254429 NaN NaN
141 0.268543 NaN NaN
142 0.261521 NaN NaN
143 0.258389 NaN NaN
144 0.244918 NaN NaN
145 0.26477 NaN NaN
146 0.244721 NaN NaN
147 0.23803 NaN NaN
148 0.272305 NaN NaN
149 0.262552 NaN NaN
150 0.278082 NaN NaN
151 0.274322 NaN NaN
152 0.25871 NaN NaN
153 0.278184 NaN NaN
154 0.258439 NaN NaN
155 0.233366 NaN NaN
156 0.257832 NaN NaN
157 0.262027 NaN NaN
158 0.251942 NaN NaN
159 0.246431 NaN NaN
160 0.274907 NaN NaN
161 0.320631 NaN NaN
162 0.336388 NaN NaN
163 0.30135 NaN NaN
164 0.281632 NaN NaN
165 0.277843 NaN NaN
166 0.288415 NaN NaN
167 0.289111 NaN NaN
168 0.285532 NaN NaN
169 0.290216 NaN NaN
170 0.294089 NaN NaN
171 0.285919 NaN NaN
172 0.286333 NaN NaN
173 0.255836 NaN NaN
174 0.253051 NaN NaN
175 0.302212 NaN NaN
176 0.261936 NaN NaN
177 0.299741 NaN NaN
178 0.292484 NaN NaN
179 0.298617 NaN NaN
180 0.25476 NaN NaN
181 0.277906 NaN NaN
182 0.256419 NaN NaN
183 0.266309 NaN NaN
184 0.255316 NaN NaN
185 0.265769 NaN NaN
186 0.282 NaN NaN
187 0.269042 NaN NaN
188 0.25974 NaN NaN
189 0.26863 NaN NaN
190 0.296621 NaN NaN
191 0.277711 NaN NaN
192 0.268961 NaN NaN
193 0.328331 NaN NaN
194 0.307395 NaN NaN
195 0.274966 NaN NaN
196 0.249723 NaN NaN
197 0.297797 NaN NaN
198 0.299144 NaN NaN
199 0.356846 NaN NaN
200 0.269427 NaN NaN
201 0.265407 NaN NaN
202 0.267386 NaN NaN
203 0.314958 NaN NaN
204 0.2759 NaN NaN
205 0.275716 NaN NaN
206 0.30315 NaN NaN
207 0.290195 NaN NaN
208 0.258792 NaN NaN
209 0.274304 NaN NaN
210 0.2963 NaN NaN
211 0.272512 NaN NaN
212 0.265001 NaN NaN
213 0.286957 NaN NaN
214 0.285931 NaN NaN
215 0.286568 NaN NaN
216 0.267924 NaN NaN
217 0.28126 NaN NaN
218 0.274353 NaN NaN
219 0.278248 NaN NaN
220 0.271481 NaN NaN
221 0.286897 NaN NaN
222 0.276608 NaN NaN
223 0.27131 NaN NaN
224 0.289903 NaN NaN
225 0.250582 NaN NaN
226 0.282824 NaN NaN
227 0.246697 NaN NaN
228 0.26924 NaN NaN
229 0.268283 NaN NaN
230 0.258195 NaN NaN
231 0.286563 NaN NaN
232 0.303731 NaN NaN
233 0.303006 NaN NaN
234 0.30198 NaN NaN
235 0.270853 NaN NaN
236 0.245841 NaN NaN
237 0.263238 NaN NaN
238 0.266214 NaN NaN
239 0.293626 NaN NaN
240 0.283832 NaN NaN
241 0.322289 NaN NaN
242 0.29954 NaN NaN
243 0.292617 NaN NaN
244 0.311507 NaN NaN
245 0.305283 NaN NaN
246 0.278918 NaN NaN
247 0.300769 NaN NaN
248 0.28595 NaN NaN
249 0.32033 NaN NaN
250 0.29843 NaN NaN
251 0.289607 NaN NaN
252 0.300178 NaN NaN
253 0.305484 NaN NaN
254 0.311585 NaN NaN
255 0.365811 NaN NaN
256 0.291648 NaN NaN
257 0.290049 NaN NaN
258 0.340221 NaN NaN
259 0.306737 NaN NaN
260 0.287467 NaN NaN
261 0.281655 NaN NaN
262 0.32004 NaN NaN
263 0.341258 NaN NaN


1 0.19222 NaN NaN
2 0.194657 NaN NaN
3 0.153981 NaN NaN
4 0.126365 NaN NaN
5 0.136276 NaN NaN
6 0.141578 NaN NaN
7 0.136939 NaN NaN
8 0.131046 NaN NaN
9 0.132865 NaN NaN
10 0.135098 NaN NaN
11 0.131478 NaN NaN
12 0.130454 NaN NaN
13 0.141072 NaN NaN
14 0.13106 NaN NaN
15 0.133467 NaN NaN
16 0.146353 NaN NaN
17 0.175377 NaN NaN
18 0.179733 NaN NaN
19 0.14287 NaN NaN
20 0.142858 NaN NaN
21 0.140026 NaN NaN
22 0.139742 NaN NaN
23 0.151379 NaN NaN
24 0.153574 NaN NaN
25 0.158467 NaN NaN
26 0.148174 NaN NaN
27 0.15504 NaN NaN
28 0.159427 NaN NaN
29 0.210483 NaN NaN
30 0.13235 NaN NaN
31 0.14525 NaN NaN
32 0.14 NaN NaN
33 0.128515 NaN NaN
34 0.127434 NaN NaN
35 0.132795 NaN NaN
36 0.159709 NaN NaN
37 0.145231 NaN NaN
38 0.139183 NaN NaN
39 0.141847 NaN NaN
40 0.129012 NaN NaN
41 0.134069 NaN NaN
42 0.129978 NaN NaN
43 0.141359 NaN NaN
44 0.165758 NaN NaN
45 0.178498 NaN NaN
46 0.145752 NaN NaN
47 0.14727 NaN NaN
48 0.130729 NaN NaN
49 0.153363 NaN NaN
50 0.157434 NaN NaN
51 0.169907 NaN NaN
52 0.174827 NaN NaN
53 0.125535 NaN NaN
54 0.149216 NaN NaN
55 0.142808 NaN NaN
56 0.160794 NaN NaN
57 0.164135 NaN NaN
58 0.160399 NaN NaN
59 0.140158 NaN NaN
60 0.134252 NaN NaN
61 0.132796 NaN NaN
62 0.127408 NaN NaN
63 0.132424 NaN NaN
64 0.135815 NaN NaN
65 0.132072 NaN NaN
66 0.142961 NaN NaN
67 0.137372 NaN NaN
68 0.142306 NaN NaN
69 0.157096 NaN NaN
70 0.148802 NaN NaN
71 0.139103 NaN NaN
72 0.13591 NaN NaN
73 0.147683 NaN NaN
74 0.169492 NaN NaN
75 0.146133 NaN NaN
76 0.140957 NaN NaN
77 0.165826 NaN NaN
78 0.176166 NaN NaN
79 0.150528 NaN NaN
80 0.144586 NaN NaN
81 0.154292 NaN NaN
82 0.151173 NaN NaN
83 0.156943 NaN NaN
84 0.181044 NaN NaN
85 0.17339 NaN NaN
86 0.162196 NaN NaN
87 0.195167 NaN NaN
88 0.195003 NaN NaN
89 0.211645 NaN NaN
90 0.150227 NaN NaN
91 0.158341 NaN NaN
92 0.172597 NaN NaN
93 0.136672 NaN NaN
94 0.173905 NaN NaN
95 0.164134 NaN NaN
96 0.144394 NaN NaN
97 0.154158 NaN NaN
98 0.166187 NaN NaN
99 0.149324 NaN NaN
100 0.12343 NaN NaN
101 0.134477 NaN NaN
102 0.142122 NaN NaN
103 0.129554 NaN NaN
104 0.144154 NaN NaN
105 0.151822 NaN NaN
106 0.141857 NaN NaN
107 0.129601 NaN NaN
108 0.129923 NaN NaN
109 0.154067 NaN NaN
110 0.161379 NaN NaN
111 0.149032 NaN NaN
112 0.147798 NaN NaN
113 0.146248 NaN NaN
114 0.153138 NaN NaN
115 0.158318 NaN NaN
116 0.167064 NaN NaN
117 0.158358 NaN NaN
118 0.144418 NaN NaN
119 0.185438 NaN NaN
120 0.159555 NaN NaN
121 0.142058 NaN NaN
122 0.131787 NaN NaN
123 0.157972 NaN NaN
124 0.150152 NaN NaN
125 0.163719 NaN NaN
126 0.235932 NaN NaN
127 0.306355 NaN NaN
128 0.305178 NaN NaN
129 0.307853 NaN NaN
130 0.297575 NaN NaN
131 0.279995 NaN NaN
132 0.185572 NaN NaN
133 0.202053 NaN NaN
134 0.156491 NaN NaN
135 0.279513 NaN NaN
136 0.269788 NaN NaN
137 0.307718 NaN NaN
138 0.31201 NaN NaN
139 0.151139 NaN NaN
140 0.131285 NaN NaN
141 0.142118 NaN NaN
142 0.164118 NaN NaN
143 0.168439 NaN NaN
144 0.180977 NaN NaN
145 0.162725 NaN NaN
146 0.153974 NaN NaN
147 0.169789 NaN NaN
148 0.124797 NaN NaN
149 0.128767 NaN NaN
150 0.190143 NaN NaN
151 0.216305 NaN NaN
152 0.232482 NaN NaN
153 0.194625 NaN NaN
154 0.173455 NaN NaN
155 0.184571 NaN NaN
156 0.189588 NaN NaN
157 0.157998 NaN NaN
158 0.149023 NaN NaN
159 0.133774 NaN NaN
160 0.161815 NaN NaN
161 0.188944 NaN NaN
162 0.157403 NaN NaN
163 0.173481 NaN NaN
164 0.167265 NaN NaN
165 0.12594 NaN NaN
166 0.131331 NaN NaN
167 0.142632 NaN NaN
168 0.13979 NaN NaN
169 0.147086 NaN NaN
170 0.221725 NaN NaN
171 0.209683 NaN NaN
172 0.24239 NaN NaN
173 0.208052 NaN NaN
174 0.142305 NaN NaN
175 0.179585 NaN NaN
176 0.168382 NaN NaN
177 0.176389 NaN NaN
178 0.208191 NaN NaN
179 0.258237 NaN NaN
180 0.264167 NaN NaN
181 0.262687 NaN NaN
182 0.302494 NaN NaN
183 0.377818 NaN NaN
184 0.266978 NaN NaN
185 0.270578 NaN NaN
186 0.330004 NaN NaN
187 0.338112 NaN NaN
188 0.219463 NaN NaN
189 0.183717 NaN NaN
190 0.188791 NaN NaN
191 0.175087 NaN NaN
192 0.261199 NaN NaN
193 0.233774 NaN NaN
194 0.187259 NaN NaN
195 0.246312 NaN NaN
196 0.182972 NaN NaN
197 0.156407 NaN NaN
198 0.142678 NaN NaN
199 0.150362 NaN NaN
200 0.222293 NaN NaN
201 0.232281 NaN NaN
202 0.192199 NaN NaN
203 0.15405 NaN NaN
204 0.129318 NaN NaN
205 0.152593 NaN NaN
206 0.143674 NaN NaN
207 0.140689 NaN NaN
208 0.166758 NaN NaN
209 0.151527 NaN NaN
210 0.179959 NaN NaN
211 0.198006 NaN NaN
212 0.215163 NaN NaN
213 0.241799 NaN NaN
214 0.218851 NaN NaN
215 0.174379 NaN NaN
216 0.158799 NaN NaN
217 0.136857 NaN NaN
218 0.19681 NaN NaN
219 0.201487 NaN NaN
220 0.160042 NaN NaN
221 0.165426 NaN NaN
222 0.129574 NaN NaN
223 0.161893 NaN NaN
224 0.174011 NaN NaN
225 0.129125 NaN NaN
226 0.136456 NaN NaN
227 0.129049 NaN NaN
228 0.157172 NaN NaN
229 0.201011 NaN NaN
230 0.177146 NaN NaN
231 0.175178 NaN NaN
232 0.174949 NaN NaN
233 0.166826 NaN NaN
234 0.156886 NaN NaN
235 0.14948 NaN NaN
236 0.142884 NaN NaN
237 0.160166 NaN NaN
238 0.166265 NaN NaN
239 0.223159 NaN NaN
240 0.209812 NaN NaN
241 0.282151 NaN NaN
242 0.255822 NaN NaN
243 0.175756 NaN NaN
244 0.2291 NaN NaN
245 0.135008 NaN NaN
246 0.143347 NaN NaN
247 0.145385 NaN NaN
248 0.16373 NaN NaN
249 0.181185 NaN NaN
250 0.145751 NaN NaN
251 0.13583 NaN NaN
252 0.136581 NaN NaN
253 0.140556 NaN NaN
254 0.135368 NaN NaN


1 0.140986 NaN NaN
2 0.089999 NaN NaN
3 0.092313 NaN NaN
4 0.109783 NaN NaN
5 0.100564 NaN NaN
6 0.10542 NaN NaN
7 0.103693 NaN NaN
8 0.12481 NaN NaN
9 0.110688 NaN NaN
10 0.119498 NaN NaN
11 0.110977 NaN NaN
12 0.118701 NaN NaN
13 0.137048 NaN NaN
14 0.142039 NaN NaN
15 0.2333 NaN NaN
16 0.236685 NaN NaN
17 0.120486 NaN NaN
18 0.149082 NaN NaN
19 0.254074 NaN NaN
20 0.202975 NaN NaN
21 0.189206 NaN NaN
22 0.137542 NaN NaN
23 0.193637 NaN NaN
24 0.195317 NaN NaN
25 0.121864 NaN NaN
26 0.136614 NaN NaN
27 0.120341 NaN NaN
28 0.09842 NaN NaN
29 0.116626 NaN NaN
30 0.179163 NaN NaN
31 0.146413 NaN NaN
32 0.100826 NaN NaN
33 0.102312 NaN NaN
34 0.097368 NaN NaN
35 0.11157 NaN NaN
36 0.092683 NaN NaN
37 0.087065 NaN NaN
38 0.092372 NaN NaN
39 0.095572 NaN NaN
40 0.079967 NaN NaN
41 0.081566 NaN NaN
42 0.079147 NaN NaN
43 0.083398 NaN NaN
44 0.125095 NaN NaN
45 0.081552 NaN NaN
46 0.077244 NaN NaN
47 0.077445 NaN NaN
48 0.10754 NaN NaN
49 0.104632 NaN NaN
50 0.078686 NaN NaN
51 0.078708 NaN NaN
52 0.115005 NaN NaN
53 0.117089 NaN NaN
54 0.122161 NaN NaN
55 0.084254 NaN NaN
56 0.080158 NaN NaN
57 0.07768 NaN NaN
58 0.076164 NaN NaN
59 0.090682 NaN NaN
60 0.076187 NaN NaN
61 0.076203 NaN NaN
62 0.07628 NaN NaN
63 0.076308 NaN NaN
64 0.076901 NaN NaN
65 0.128921 NaN NaN
66 0.143836 NaN NaN
67 0.083533 NaN NaN
68 0.08026 NaN NaN
69 0.076389 NaN NaN
70 0.076166 NaN NaN
71 0.077393 NaN NaN
72 0.077753 NaN NaN
73 0.11799 NaN NaN
74 0.164698 NaN NaN
75 0.152457 NaN NaN
76 0.108159 NaN NaN
77 0.077397 NaN NaN
78 0.104556 NaN NaN
79 0.106925 NaN NaN
80 0.101393 NaN NaN
81 0.083354 NaN NaN
82 0.148936 NaN NaN
83 0.211601 NaN NaN
84 0.195577 NaN NaN
85 0.170253 NaN NaN
86 0.105498 NaN NaN
87 0.079871 NaN NaN
88 0.077614 NaN NaN
89 0.088871 NaN NaN
90 0.08011 NaN NaN
91 0.076581 NaN NaN
92 0.088827 NaN NaN
93 0.07947 NaN NaN
94 0.078199 NaN NaN
95 0.078497 NaN NaN
96 0.078701 NaN NaN
97 0.079527 NaN NaN
98 0.080844 NaN NaN
99 0.10173 NaN NaN
100 0.097961 NaN NaN
101 0.083852 NaN NaN
102 0.07799 NaN NaN
103 0.078121 NaN NaN
104 0.076671 NaN NaN
105 0.078136 NaN NaN
106 0.077538 NaN NaN
107 0.12557 NaN NaN
108 0.15756 NaN NaN
109 0.123882 NaN NaN
110 0.14048 NaN NaN
111 0.12098 NaN NaN
112 0.07625 NaN NaN
113 0.079292 NaN NaN
114 0.079138 NaN NaN
115 0.078283 NaN NaN
116 0.079676 NaN NaN
117 0.081016 NaN NaN
118 0.078783 NaN NaN
119 0.081685 NaN NaN
120 0.078781 NaN NaN
121 0.079034 NaN NaN
122 0.088443 NaN NaN
123 0.083691 NaN NaN
124 0.085071 NaN NaN
125 0.098298 NaN NaN
126 0.111511 NaN NaN
127 0.12809 NaN NaN
128 0.091802 NaN NaN
129 0.092222 NaN NaN
130 0.081242 NaN NaN
131 0.174862 NaN NaN
132 0.175393 NaN NaN
133 0.099226 NaN NaN
134 0.090952 NaN NaN
135 0.096438 NaN NaN
136 0.089426 NaN NaN
137 0.079163 NaN NaN
138 0.081812 NaN NaN
139 0.099201 NaN NaN
140 0.089727 NaN NaN
141 0.080147 NaN NaN
142 0.081589 NaN NaN
143 0.081824 NaN NaN
144 0.168538 NaN NaN
145 0.179139 NaN NaN
146 0.230691 NaN NaN
147 0.204925 NaN NaN
148 0.171279 NaN NaN
149 0.140816 NaN NaN
150 0.135343 NaN NaN
151 0.082393 NaN NaN
152 0.215871 NaN NaN
153 0.207379 NaN NaN
154 0.257553 NaN NaN
155 0.236319 NaN NaN
156 0.131439 NaN NaN
157 0.079324 NaN NaN
158 0.096766 NaN NaN
159 0.094289 NaN NaN
160 0.132831 NaN NaN
161 0.085282 NaN NaN
162 0.108094 NaN NaN
163 0.084246 NaN NaN
164 0.144283 NaN NaN
165 0.122437 NaN NaN
166 0.082639 NaN NaN
167 0.163313 NaN NaN
168 0.17104 NaN NaN
169 0.080007 NaN NaN
170 0.081584 NaN NaN
171 0.09391 NaN NaN
172 0.102441 NaN NaN
173 0.167481 NaN NaN
174 0.170942 NaN NaN
175 0.168908 NaN NaN
176 0.089136 NaN NaN
177 0.081071 NaN NaN
178 0.085917 NaN NaN
179 0.082028 NaN NaN
180 0.14673 NaN NaN
181 0.232345 NaN NaN
182 0.230481 NaN NaN
183 0.203041 NaN NaN
184 0.083742 NaN NaN
185 0.079523 NaN NaN
186 0.080341 NaN NaN
187 0.079543 NaN NaN
188 0.081529 NaN NaN
189 0.169003 NaN NaN
190 0.169404 NaN NaN
191 0.08689 NaN NaN
192 0.096688 NaN NaN
193 0.208407 NaN NaN
194 0.229615 NaN NaN
195 0.157297 NaN NaN
196 0.202981 NaN NaN
197 0.085118 NaN NaN
198 0.155142 NaN NaN
199 0.179725 NaN NaN
200 0.202155 NaN NaN
201 0.180178 NaN NaN
202 0.198474 NaN NaN
203 0.184857 NaN NaN
204 0.162935 NaN NaN
205 0.119316 NaN NaN
206 0.183607 NaN NaN
207 0.145944 NaN NaN
208 0.148863 NaN NaN
209 0.181526 NaN NaN
210 0.166264 NaN NaN
211 0.163753 NaN NaN
212 0.182918 NaN NaN
213 0.089841 NaN NaN
214 0.133472 NaN NaN
215 0.140054 NaN NaN
216 0.086193 NaN NaN
217 0.080653 NaN NaN
218 0.089363 NaN NaN
219 0.083491 NaN NaN
220 0.125074 NaN NaN
221 0.124275 NaN NaN
222 0.132012 NaN NaN
223 0.134077 NaN NaN
224 0.188815 NaN NaN
225 0.284602 NaN NaN
226 0.305122 NaN NaN
227 0.284667 NaN NaN
228 0.183138 NaN NaN
229 0.163953 NaN NaN
230 0.098422 NaN NaN
231 0.136009 NaN NaN
232 0.102532 NaN NaN
233 0.103006 NaN NaN
234 0.135913 NaN NaN
235 0.175652 NaN NaN
236 0.140719 NaN NaN
237 0.162694 NaN NaN
238 0.170614 NaN NaN
239 0.212889 NaN NaN
240 0.157849 NaN NaN
241 0.092178 NaN NaN
242 0.089921 NaN NaN
243 0.20695 NaN NaN
244 0.266353 NaN NaN
245 0.270047 NaN NaN
246 0.227378 NaN NaN
247 0.24594 NaN NaN
248 0.166366 NaN NaN
249 0.167364 NaN NaN
250 0.092578 NaN NaN
251 0.18636 NaN NaN
252 0.192212 NaN NaN
253 0.204658 NaN NaN
254 0.210543 NaN NaN
255 0.159427 NaN NaN
256 0.222036 NaN NaN
257 0.194195 NaN NaN
258 0.129343 NaN NaN


1 0.254545 NaN NaN
2 0.21531 NaN NaN
3 0.183601 NaN NaN
4 0.0937 NaN NaN
5 0.103486 NaN NaN
6 0.080134 NaN NaN
7 0.076646 NaN NaN
8 0.091679 NaN NaN
9 0.087519 NaN NaN
10 0.092069 NaN NaN
11 0.078321 NaN NaN
12 0.079142 NaN NaN
13 0.077212 NaN NaN
14 0.076686 NaN NaN
15 0.090931 NaN NaN
16 0.09047 NaN NaN
17 0.092922 NaN NaN
18 0.079491 NaN NaN
19 0.089522 NaN NaN
20 0.090146 NaN NaN
21 0.077423 NaN NaN
22 0.078599 NaN NaN
23 0.078767 NaN NaN
24 0.077253 NaN NaN
25 0.077891 NaN NaN
26 0.076704 NaN NaN
27 0.076456 NaN NaN
28 0.093368 NaN NaN
29 0.099291 NaN NaN
30 0.094144 NaN NaN
31 0.104375 NaN NaN
32 0.087712 NaN NaN
33 0.086646 NaN NaN
34 0.098552 NaN NaN
35 0.088005 NaN NaN
36 0.097718 NaN NaN
37 0.083442 NaN NaN
38 0.077237 NaN NaN
39 0.076821 NaN NaN
40 0.09068 NaN NaN
41 0.102552 NaN NaN
42 0.077423 NaN NaN
43 0.089348 NaN NaN
44 0.09194 NaN NaN
45 0.09274 NaN NaN
46 0.113163 NaN NaN
47 0.108272 NaN NaN
48 0.087954 NaN NaN
49 0.089445 NaN NaN
50 0.087212 NaN NaN
51 0.078011 NaN NaN
52 0.07801 NaN NaN
53 0.078189 NaN NaN
54 0.086237 NaN NaN
55 0.078034 NaN NaN
56 0.094357 NaN NaN
57 0.088074 NaN NaN
58 0.092515 NaN NaN
59 0.088869 NaN NaN
60 0.077836 NaN NaN
61 0.078241 NaN NaN
62 0.077183 NaN NaN
63 0.105141 NaN NaN
64 0.107789 NaN NaN
65 0.110717 NaN NaN
66 0.091887 NaN NaN
67 0.086551 NaN NaN
68 0.084711 NaN NaN
69 0.07803 NaN NaN
70 0.086893 NaN NaN
71 0.087807 NaN NaN
72 0.089749 NaN NaN
73 0.082205 NaN NaN
74 0.076665 NaN NaN
75 0.091093 NaN NaN
76 0.077185 NaN NaN
77 0.088483 NaN NaN
78 0.091254 NaN NaN
79 0.083669 NaN NaN
80 0.080501 NaN NaN
81 0.088477 NaN NaN
82 0.093106 NaN NaN
83 0.080879 NaN NaN
84 0.080393 NaN NaN
85 0.079517 NaN NaN
86 0.083841 NaN NaN
87 0.093842 NaN NaN
88 0.098166 NaN NaN
89 0.094466 NaN NaN
90 0.079041 NaN NaN
91 0.076937 NaN NaN
92 0.088457 NaN NaN
93 0.10523 NaN NaN
94 0.129517 NaN NaN
95 0.108733 NaN NaN
96 0.164546 NaN NaN
97 0.156477 NaN NaN
98 0.103579 NaN NaN
99 0.088211 NaN NaN
100 0.080771 NaN NaN
101 0.09062 NaN NaN
102 0.080296 NaN NaN
103 0.101293 NaN NaN
104 0.097134 NaN NaN
105 0.092199 NaN NaN
106 0.100423 NaN NaN
107 0.091302 NaN NaN
108 0.109252 NaN NaN
109 0.125843 NaN NaN
110 0.125037 NaN NaN
111 0.12466 NaN NaN
112 0.078788 NaN NaN
113 0.07901 NaN NaN
114 0.088954 NaN NaN
115 0.092605 NaN NaN
116 0.083275 NaN NaN
117 0.103849 NaN NaN
118 0.089568 NaN NaN
119 0.107819 NaN NaN
120 0.091617 NaN NaN
121 0.081603 NaN NaN
122 0.089473 NaN NaN
123 0.083938 NaN NaN
124 0.091016 NaN NaN
125 0.088019 NaN NaN
126 0.090225 NaN NaN
127 0.09685 NaN NaN
128 0.084095 NaN NaN
129 0.107184 NaN NaN
130 0.088613 NaN NaN
131 0.088243 NaN NaN
132 0.090603 NaN NaN
133 0.080786 NaN NaN
134 0.078553 NaN NaN
135 0.07935 NaN NaN
136 0.118683 NaN NaN
137 0.099143 NaN NaN
138 0.077789 NaN NaN
139 0.079309 NaN NaN
140 0.079384 NaN NaN
141 0.096011 NaN NaN
142 0.087473 NaN NaN
143 0.079342 NaN NaN
144 0.090768 NaN NaN
145 0.09558 NaN NaN
146 0.093068 NaN NaN
147 0.098223 NaN NaN
148 0.098256 NaN NaN
149 0.080595 NaN NaN
150 0.078738 NaN NaN
151 0.07955 NaN NaN
152 0.091676 NaN NaN
153 0.091846 NaN NaN
154 0.092641 NaN NaN
155 0.092262 NaN NaN
156 0.090473 NaN NaN
157 0.077243 NaN NaN
158 0.077679 NaN NaN
159 0.099463 NaN NaN
160 0.102524 NaN NaN
161 0.10291 NaN NaN
162 0.107796 NaN NaN
163 0.082198 NaN NaN
164 0.096197 NaN NaN
165 0.091875 NaN NaN
166 0.215022 NaN NaN
167 0.291921 NaN NaN
168 0.207674 NaN NaN
169 0.263411 NaN NaN
170 0.106321 NaN NaN
171 0.175184 NaN NaN
172 0.160351 NaN NaN
173 0.104521 NaN NaN
174 0.096293 NaN NaN
175 0.085459 NaN NaN
176 0.096728 NaN NaN
177 0.090639 NaN NaN
178 0.080612 NaN NaN
179 0.080165 NaN NaN
180 0.081905 NaN NaN
181 0.081293 NaN NaN
182 0.096079 NaN NaN
183 0.094687 NaN NaN
184 0.101627 NaN NaN
185 0.105489 NaN NaN
186 0.109781 NaN NaN
187 0.120007 NaN NaN
188 0.094496 NaN NaN
189 0.078014 NaN NaN
190 0.090092 NaN NaN
191 0.082361 NaN NaN
192 0.088157 NaN NaN
193 0.08148 NaN NaN
194 0.077274 NaN NaN
195 0.078327 NaN NaN
196 0.096855 NaN NaN
197 0.077066 NaN NaN
198 0.09172 NaN NaN
199 0.094632 NaN NaN
200 0.09605 NaN NaN
201 0.081431 NaN NaN
202 0.08931 NaN NaN
203 0.092177 NaN NaN
204 0.178887 NaN NaN
205 0.242119 NaN NaN
206 0.224795 NaN NaN
207 0.090238 NaN NaN
208 0.092443 NaN NaN
209 0.080738 NaN NaN
210 0.079637 NaN NaN
211 0.096696 NaN NaN
212 0.088739 NaN NaN
213 0.086288 NaN NaN
214 0.085966 NaN NaN
215 0.087013 NaN NaN
216 0.089555 NaN NaN
217 0.092079 NaN NaN
218 0.093789 NaN NaN
219 0.092586 NaN NaN
220 0.134552 NaN NaN
221 0.129737 NaN NaN
222 0.091167 NaN NaN
223 0.089272 NaN NaN
224 0.119656 NaN NaN
225 0.091596 NaN NaN
226 0.095082 NaN NaN
227 0.087946 NaN NaN
228 0.089598 NaN NaN
229 0.087583 NaN NaN
230 0.08563 NaN NaN
231 0.088473 NaN NaN
232 0.087804 NaN NaN
233 0.088994 NaN NaN
234 0.09586 NaN NaN
235 0.090799 NaN NaN
236 0.090922 NaN NaN
237 0.144591 NaN NaN
238 0.099378 NaN NaN
239 0.140984 NaN NaN
240 0.100609 NaN NaN
241 0.094037 NaN NaN
242 0.088847 NaN NaN
243 0.096667 NaN NaN
244 0.087298 NaN NaN
245 0.090835 NaN NaN
246 0.088258 NaN NaN
247 0.089839 NaN NaN
248 0.092613 NaN NaN
249 0.091778 NaN NaN
250 0.082315 NaN NaN
251 0.090577 NaN NaN
252 0.088812 NaN NaN
253 0.126797 NaN NaN
254 0.145544 NaN NaN
255 0.121438 NaN NaN
256 0.08786 NaN NaN
257 0.241585 NaN NaN
258 0.229579 NaN NaN
259 0.202747 NaN NaN
260 0.209718 NaN NaN
261 0.211968 NaN NaN


1 0.210807 NaN NaN
2 0.206521 NaN NaN
3 0.171911 NaN NaN
4 0.085378 NaN NaN
5 0.090797 NaN NaN
6 0.079501 NaN NaN
7 0.081497 NaN NaN
8 0.081357 NaN NaN
9 0.0783 NaN NaN
10 0.078306 NaN NaN
11 0.078187 NaN NaN
12 0.078321 NaN NaN
13 0.081281 NaN NaN
14 0.079999 NaN NaN
15 0.076326 NaN NaN
16 0.081115 NaN NaN
17 0.079284 NaN NaN
18 0.076114 NaN NaN
19 0.092438 NaN NaN
20 0.076414 NaN NaN
21 0.078483 NaN NaN
22 0.076575 NaN NaN
23 0.076829 NaN NaN
24 0.075592 NaN NaN
25 0.076016 NaN NaN
26 0.075658 NaN NaN
27 0.115523 NaN NaN
28 0.076462 NaN NaN
29 0.089778 NaN NaN
30 0.077128 NaN NaN
31 0.076882 NaN NaN
32 0.077435 NaN NaN
33 0.07684 NaN NaN
34 0.079529 NaN NaN
35 0.077394 NaN NaN
36 0.077046 NaN NaN
37 0.083956 NaN NaN
38 0.080499 NaN NaN
39 0.080467 NaN NaN
40 0.077542 NaN NaN
41 0.07866 NaN NaN
42 0.093592 NaN NaN
43 0.089032 NaN NaN
44 0.077827 NaN NaN
45 0.076735 NaN NaN
46 0.078555 NaN NaN
47 0.078074 NaN NaN
48 0.077265 NaN NaN
49 0.076714 NaN NaN
50 0.076264 NaN NaN
51 0.075766 NaN NaN
52 0.076034 NaN NaN
53 0.075274 NaN NaN
54 0.082375 NaN NaN
55 0.079992 NaN NaN
56 0.077184 NaN NaN
57 0.076908 NaN NaN
58 0.077564 NaN NaN
59 0.099318 NaN NaN
60 0.124428 NaN NaN
61 0.102847 NaN NaN
62 0.130635 NaN NaN
63 0.077003 NaN NaN
64 0.083084 NaN NaN
65 0.076042 NaN NaN
66 0.088813 NaN NaN
67 0.078507 NaN NaN
68 0.077402 NaN NaN
69 0.079155 NaN NaN
70 0.094943 NaN NaN
71 0.093014 NaN NaN
72 0.077156 NaN NaN
73 0.116114 NaN NaN
74 0.139676 NaN NaN
75 0.133861 NaN NaN
76 0.075429 NaN NaN
77 0.075688 NaN NaN
78 0.081441 NaN NaN
79 0.075737 NaN NaN
80 0.081332 NaN NaN
81 0.080349 NaN NaN
82 0.081993 NaN NaN
83 0.078574 NaN NaN
84 0.077051 NaN NaN
85 0.111299 NaN NaN
86 0.152196 NaN NaN
87 0.082449 NaN NaN
88 0.120404 NaN NaN
89 0.103885 NaN NaN
90 0.089353 NaN NaN
91 0.080101 NaN NaN
92 0.092926 NaN NaN
93 0.10086 NaN NaN
94 0.177193 NaN NaN
95 0.092732 NaN NaN
96 0.202194 NaN NaN
97 0.194018 NaN NaN
98 0.108669 NaN NaN
99 0.081123 NaN NaN
100 0.080947 NaN NaN
101 0.087306 NaN NaN
102 0.078605 NaN NaN
103 0.080662 NaN NaN
104 0.081953 NaN NaN
105 0.07796 NaN NaN
106 0.077368 NaN NaN
107 0.077847 NaN NaN
108 0.089897 NaN NaN
109 0.080876 NaN NaN
110 0.085529 NaN NaN
111 0.132728 NaN NaN
112 0.079555 NaN NaN
113 0.083482 NaN NaN
114 0.092329 NaN NaN
115 0.124372 NaN NaN
116 0.086192 NaN NaN
117 0.096989 NaN NaN
118 0.084503 NaN NaN
119 0.079475 NaN NaN
120 0.080707 NaN NaN
121 0.086459 NaN NaN
122 0.081108 NaN NaN
123 0.079098 NaN NaN
124 0.104691 NaN NaN
125 0.111942 NaN NaN
126 0.085885 NaN NaN
127 0.086022 NaN NaN
128 0.133484 NaN NaN
129 0.117352 NaN NaN
130 0.107157 NaN NaN
131 0.084105 NaN NaN
132 0.084967 NaN NaN
133 0.084748 NaN NaN
134 0.082897 NaN NaN
135 0.086012 NaN NaN
136 0.080672 NaN NaN
137 0.088529 NaN NaN
138 0.079924 NaN NaN
139 0.080413 NaN NaN
140 0.078286 NaN NaN
141 0.088427 NaN NaN
142 0.084994 NaN NaN
143 0.077577 NaN NaN
144 0.086362 NaN NaN
145 0.09518 NaN NaN
146 0.081298 NaN NaN
147 0.079335 NaN NaN
148 0.07739 NaN NaN
149 0.094832 NaN NaN
150 0.078956 NaN NaN
151 0.090139 NaN NaN
152 0.091944 NaN NaN
153 0.087796 NaN NaN
154 0.116603 NaN NaN
155 0.111241 NaN NaN
156 0.088404 NaN NaN
157 0.14734 NaN NaN
158 0.149379 NaN NaN
159 0.081304 NaN NaN
160 0.076478 NaN NaN
161 0.077018 NaN NaN
162 0.092975 NaN NaN
163 0.081879 NaN NaN
164 0.085081 NaN NaN
165 0.086265 NaN NaN
166 0.078121 NaN NaN
167 0.076919 NaN NaN
168 0.084165 NaN NaN
169 0.107061 NaN NaN
170 0.087343 NaN NaN
171 0.108358 NaN NaN
172 0.080512 NaN NaN
173 0.114175 NaN NaN
174 0.116377 NaN NaN
175 0.113292 NaN NaN
176 0.115642 NaN NaN
177 0.082823 NaN NaN
178 0.089177 NaN NaN
179 0.075899 NaN NaN
180 0.108788 NaN NaN
181 0.093533 NaN NaN
182 0.111854 NaN NaN
183 0.111238 NaN NaN
184 0.077124 NaN NaN
185 0.080835 NaN NaN
186 0.077354 NaN NaN
187 0.088747 NaN NaN
188 0.079405 NaN NaN
189 0.076393 NaN NaN
190 0.086932 NaN NaN
191 0.085043 NaN NaN
192 0.171515 NaN NaN
193 0.081588 NaN NaN
194 0.182327 NaN NaN
195 0.167689 NaN NaN
196 0.168534 NaN NaN
197 0.172698 NaN NaN
198 0.100979 NaN NaN
199 0.078679 NaN NaN
200 0.098405 NaN NaN
201 0.078782 NaN NaN
202 0.076916 NaN NaN
203 0.077052 NaN NaN
204 0.089719 NaN NaN
205 0.078677 NaN NaN
206 0.087607 NaN NaN
207 0.080929 NaN NaN
208 0.085621 NaN NaN
209 0.076038 NaN NaN
210 0.080441 NaN NaN
211 0.08679 NaN NaN
212 0.079379 NaN NaN
213 0.076453 NaN NaN
214 0.076469 NaN NaN
215 0.079158 NaN NaN
216 0.090578 NaN NaN
217 0.086375 NaN NaN
218 0.082696 NaN NaN
219 0.119051 NaN NaN
220 0.087988 NaN NaN
221 0.077986 NaN NaN
222 0.080159 NaN NaN
223 0.096717 NaN NaN
224 0.115195 NaN NaN
225 0.127283 NaN NaN
226 0.097189 NaN NaN
227 0.083177 NaN NaN
228 0.078344 NaN NaN
229 0.078406 NaN NaN
230 0.080634 NaN NaN
231 0.077924 NaN NaN
232 0.089855 NaN NaN
233 0.085908 NaN NaN
234 0.084698 NaN NaN
235 0.084316 NaN NaN
236 0.114042 NaN NaN
237 0.08518 NaN NaN
238 0.085829 NaN NaN
239 0.083541 NaN NaN
240 0.087015 NaN NaN
241 0.076791 NaN NaN
242 0.075653 NaN NaN
243 0.107639 NaN NaN
244 0.158843 NaN NaN
245 0.113163 NaN NaN
246 0.144848 NaN NaN
247 0.138604 NaN NaN
248 0.130934 NaN NaN
249 0.088944 NaN NaN
250 0.08504 NaN NaN
251 0.087515 NaN NaN
252 0.08882 NaN NaN
253 0.079839 NaN NaN
254 0.082041 NaN NaN
255 0.08843 NaN NaN
256 0.095403 NaN NaN
257 0.162106 NaN NaN
258 0.123106 NaN NaN
259 0.152344 NaN NaN
260 0.119385 NaN NaN
261 0.22851 NaN NaN
262 0.194622 NaN NaN
263 0.196209 NaN NaN
264 0.227642 NaN NaN
265 0.247772 NaN NaN
266 0.115109 NaN NaN
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
key_width(room) = (longest_name > room ? room : longest_name) - most_letters(room)
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
array dashes[4] = [1, 2, 4, 3]
array marks[8] = [7, 4, 9, 12, 5, 6, 11, 8]
array filled[4] = [7, 5, 9, 13] # marks that also come open, as the one before
# gnuplot looks at the body of a loop even when the loop is empty, so these answer for any i.
shape(i) = i <= series ? filled[1 + int(style[i]) % 4] : 7
rgb(i) = i <= series ? color[i] : '#000000'
dash(i) = i <= series ? dashes[1 + int(style[i]) % 4] : 1
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
tick_at(value) = sprintf("'%s' %.9g, ", ticks_bare ? '' : sprintf('%g', value), value)
log_ticks(low, high) = (ticks_text = '', sum [k = tenth(low) : tenth(high)] \
    (sum [s = 1 : words(steps(low, high))] \
    (ticks_text = ticks_text.tick_at(word(steps(low, high), s) * 10.0 ** k), 0)), ticks_text)
x_ticks(low, high) = (ticks_bare = bare_x, ticks_room = plot_width / (8.0 * widest(low, high) + 8), \
    steps(low, high) eq '1' && tenth(high) - tenth(low) < 2 ? tick_at(nice(low)).tick_at(last_nice(high)) : log_ticks(low, high))
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

if (panels > 0) {
    set offsets 0, 0, 0, 0
    set xrange [least[1] - 0.03 * (last - least[1] + 1) : last + 0.03 * (last - least[1] + 1)]
    if (ticks > 0) { eval(mark_places(least[1], last, 0)) }
    if (y_scale ne 'log') { eval(y_steps(most[2])) }
    if (ticks == 0) { eval(x_steps(last - least[1])) }
    sample = last <= 100 ? 'linespoints linewidth 1.4 pointtype mark(e) pointsize 0.8 * mark_size' : 'lines linewidth 1.4'
    if (last <= 100) {
        plot for [i = from : to] $data index i - 1 using 1:2 with linespoints linecolor rgb rgb(i) linewidth 1.2 \
            pointtype mark(row(i)) pointsize 0.6 * mark_size title name(i)
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
    plot for [i = 1 : series] $data index i - 1 using 1:2 with linespoints linecolor rgb rgb(i) linewidth 1.4 \
        pointtype mark(i) pointsize 0.8 * mark_size title fit(i, beside)
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
    eval(x_steps(last))
    if (y_log == 0 && most[2] > 0) { set ytics nice(most[2] * 20 / (panel_height - 10)) }
    set label 100 y_label at screen 14.0 / width, screen (bottom + plot_height / 2) / height center rotate
    set multiplot
    do for [i = 1 : series] {
        set tmargin at screen (bottom + plot_height - (i - 1) * panel_height - 5) / height
        set bmargin at screen (bottom + plot_height - i * panel_height + 5) / height
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
